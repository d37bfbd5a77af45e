import { useTranslation } from 'react-i18next';
import { AUDIT_SORTS, AUDIT_SOURCES } from '@coffee/contract/audit';
import type { Filter } from '../../ui/filters';
import type { ListSchema } from '../../ui/list-state';
import { RANGE_FIELDS } from '../../ui/range';
import { ACTIONS, TARGET_TYPES, useAuditWords } from '../../ui/audit-words';

const FIELDS = {
  ...RANGE_FIELDS,
  action: { kind: 'many' },
  target_type: { kind: 'many' },
  target_id: { kind: 'text' },
  actor_id: { kind: 'int' },
  source: { kind: 'many', values: AUDIT_SOURCES },
  request_id: { kind: 'text' },
} as const;

export const AUDIT_LIST: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: AUDIT_SORTS,
  defaultSort: '-created_at',
  local: ['range', 'from', 'to'],
};

export function useAuditFilters(): Filter[] {
  const { t } = useTranslation();
  const words = useAuditWords();
  return [
    {
      key: 'action',
      label: t('audit.action'),
      kind: 'many',
      primary: true,
      options: ACTIONS.map((value) => ({ value, label: words.action(value) })),
    },
    {
      key: 'target_type',
      label: t('audit.targetType'),
      kind: 'many',
      primary: true,
      options: TARGET_TYPES.map((value) => ({ value, label: words.targetType(value) })),
    },
    {
      key: 'source',
      label: t('audit.source'),
      kind: 'many',
      primary: true,
      options: AUDIT_SOURCES.map((value) => ({ value, label: t(`auditSource.${value}`) })),
    },
    { key: 'target_id', label: t('audit.targetId'), kind: 'text' },
    { key: 'actor_id', label: t('audit.actorId'), kind: 'number' },
    { key: 'request_id', label: t('audit.requestId'), kind: 'text' },
  ];
}
