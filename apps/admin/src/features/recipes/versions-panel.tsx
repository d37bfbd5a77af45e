import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Recipe } from '@coffee/contract/recipes';
import { Card } from '../../ui/card';
import { withChange } from '../../ui/list-state';
import { ScopeLink } from '../../ui/scope-link';
import { RecipeBadge } from './recipe-badges';
import { differences } from './schema-diff';
import { versionsQuery } from './recipes.queries';

/** The versions of a drink, and what differs between this one and another. */
export function VersionsPanel({ recipe }: { recipe: Recipe }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const { data } = useQuery(versionsQuery(recipe.product_id));
  const versions = data?.items ?? [];
  const others = versions.filter(({ id }) => id !== recipe.id);
  const other = others.find(({ id }) => String(id) === search.get('compare'));
  return (
    <Card title={t('recipes.versions')}>
      <div className="stack">
        <ul className="plain-list">
          {versions.map((version) => (
            <li key={version.id} className="row-gap">
              <ScopeLink
                to={`/recipes/${version.id}`}
                aria-current={version.id === recipe.id ? 'page' : undefined}
              >
                {version.schema.version}
              </ScopeLink>
              <RecipeBadge status={version.status} />
            </li>
          ))}
        </ul>
        {others.length > 0 && (
          <label className="field">
            <span className="meta">{t('recipes.compare')}</span>
            <select
              className="form-select"
              value={other?.id ?? ''}
              onChange={(event) =>
                setSearch((now) => withChange(now, { compare: event.target.value }), { replace: true })
              }
            >
              <option value="">{t('common.none')}</option>
              {others.map(({ id, schema }) => (
                <option key={id} value={id}>
                  {schema.version}
                </option>
              ))}
            </select>
          </label>
        )}
        {other && <DiffTable before={other} after={recipe} />}
      </div>
    </Card>
  );
}

function DiffTable({ before, after }: { before: Recipe; after: Recipe }) {
  const { t } = useTranslation();
  const rows = differences(before.schema, after.schema);
  if (rows.length === 0) return <p className="meta mb-0">{t('recipes.same')}</p>;
  return (
    // Scrolls by itself, so it must be reachable by keyboard.
    <div className="table-scroll" tabIndex={0} role="group" aria-label={t('recipes.differences')}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('conflict.field')}</th>
            <th scope="col">{before.schema.version}</th>
            <th scope="col">{after.schema.version}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ path, before: old, after: fresh }) => (
            <tr key={path}>
              <th scope="row">
                <code>{path}</code>
              </th>
              <td>{old ?? '–'}</td>
              <td>{fresh ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
