import { useTranslation } from 'react-i18next';
import type { ImportColumn, ImportErrorGroup } from '@coffee/contract/materials';
import { useFormat } from '../../i18n/format';
import { useRuleText } from '../../ui/forms/field';
import { useFieldName } from './field-name';

interface Props {
  groups: readonly ImportErrorGroup[];
  columns: readonly ImportColumn[];
}

/** The mistakes of all rows by field and rule: mended once, many rows are right. */
export function ErrorGroups({ groups, columns }: Props) {
  const { t } = useTranslation();
  return (
    <section className="stack" aria-label={t('materials.import.groups')}>
      <h3 className="mb-0">{t('materials.import.groups')}</h3>
      <ul className="import-groups">
        {groups.map((group) => (
          <li key={`${group.field} ${group.rule}`}>
            <Group group={group} header={columns.find(({ field }) => field === group.field)?.header} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Group({ group, header }: { group: ImportErrorGroup; header: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const ruleText = useRuleText();
  const fixText = useFixText();
  const { field, rule, count, rows, example, error } = group;
  const name = fieldName(field);
  const more = count - rows.length;
  return (
    <>
      <div>
        <strong>{header === undefined || header === field ? name : `${name} (${header})`}</strong>
        {' · '}
        <span title={error}>{ruleText({ type: rule, message: error })}</span>
        {' · '}
        {t('materials.import.groupRows', { count, total: format.number(count) })}
      </div>
      {example && (
        <div className="import-example">
          {t('materials.import.example')} <code>{example}</code>
        </div>
      )}
      <div className="meta">
        {t('materials.import.inRows', { count, rows: rows.map((row) => format.number(row)).join(', ') })}
        {more > 0 && ` ${t('materials.import.moreRows', { count: more, total: format.number(more) })}`}
      </div>
      <div>{fixText(rule)}</div>
    </>
  );
}

/** What to do about a broken rule. */
function useFixText(): (rule: string) => string {
  const { t, i18n } = useTranslation();
  return (rule) => {
    const key = `materials.import.fix.${rule}`;
    return i18n.exists(key) ? String(t(key as never)) : t('materials.import.fix.other');
  };
}
