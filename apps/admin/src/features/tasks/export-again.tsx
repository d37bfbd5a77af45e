import { useTranslation } from 'react-i18next';
import type { ExportFormat } from '@coffee/contract/orders';
import type { Task } from '@coffee/contract/tasks';
import { toApiError } from '../../api/api-error';
import { useActKey } from '../../api/act-key';
import type { Query } from '../../api/client';
import { useMay } from '../../api/session';
import { useExport, type ExportKind } from '../../api/tasks';
import { Icon } from '../../ui/icon';
import { showToast } from '../../ui/toasts';

/** For an export that left nothing to fetch: the same filters, as the rows are now. */
const KINDS: Partial<Record<string, ExportKind>> = {
  export_orders: 'orders',
  export_audit: 'audit',
  export_availability: 'availability',
};

export function ExportAgain({ task }: { task: Task }) {
  const { t, i18n } = useTranslation();
  const kind = KINDS[task.type];
  const mayExport = useMay(kind === 'audit' ? 'audit.read' : 'orders.export');
  const again = useExport(kind ?? 'orders');
  const keyOf = useActKey();
  const isWanted = task.status === 'fail' || task.status === 'canceled' || task.file?.expired;
  if (!mayExport || !isWanted || !kind || !task.scope) return null;
  const { filters, format, sort } = task.scope as { filters: Query; format: ExportFormat; sort?: string };
  const begin = () =>
    again.mutate(
      {
        ...(kind === 'orders' && { format }),
        language: i18n.language,
        query: { ...filters, sort },
        idempotencyKey: keyOf(task.scope),
      },
      {
        onSuccess: () => showToast('ok', t('exports.started')),
        onError: (error) =>
          showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).message),
      },
    );
  return (
    <button type="button" className="btn btn-plain btn-dense" disabled={again.isPending} onClick={begin}>
      <Icon name="arrow-repeat" />
      {t('exports.again')}
    </button>
  );
}
