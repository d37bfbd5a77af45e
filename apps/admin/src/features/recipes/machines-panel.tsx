import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { ErrorState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { ScopeLink } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { machinesQuery } from './recipes.queries';

/** Which machines cannot make the saved recipe, and why. */
export function MachinesPanel({ recipeId }: { recipeId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery(machinesQuery(recipeId));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonLines count={3} />;
  const unable = data.machines - data.able;
  const counts = { unable: format.number(unable), machines: format.number(data.machines) };
  return (
    <Card title={t('recipes.machines')}>
      <div className="stack">
        <Notice tone={unable > 0 ? 'major' : 'ok'}>
          {unable > 0 ? t('recipes.machinesUnable', counts) : t('recipes.machinesAble', counts)}
        </Notice>
        {data.items.length > 0 && (
          <ul className="plain-list">
            {data.items.map(({ device_id: id, alias, obstacles }) => (
              <li key={id}>
                <ScopeLink to={`/devices/${encodeURIComponent(id)}/bins`}>{alias ?? id}</ScopeLink>
                <span className="cell-sub">
                  {obstacles
                    .map(({ material_code: code, reason }) => `${code}: ${t(`recipes.obstacle.${reason}`)}`)
                    .join(' · ')}
                </span>
              </li>
            ))}
          </ul>
        )}
        {data.pagination.has_next && (
          <p className="meta mb-0">
            {t('recipes.moreMachines', { count: data.pagination.total - data.items.length })}
          </p>
        )}
      </div>
    </Card>
  );
}
