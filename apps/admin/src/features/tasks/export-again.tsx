import { useTranslation } from 'react-i18next';
import type { ExportFormat } from '@coffee/contract/orders';
import type { Task } from '@coffee/contract/tasks';
import { toApiError } from '../../api/api-error';
import { useActKey } from '../../api/act-key';
import type { Query } from '../../api/client';
import { useMay } from '../../api/session';
import { useExportAudit, useExportAvailability, useExportOrders } from '../../api/tasks';
import { Icon } from '../../ui/icon';
import { showToast } from '../../ui/toasts';

/** For an export that left nothing to fetch: the same filters, as the rows are now. */
const AGAIN = ['export_orders', 'export_audit', 'export_availability'];

export function ExportAgain({ task }: { task: Task }) {
  const { t, i18n } = useTranslation();
  const isAudit = task.type === 'export_audit';
  const mayExport = useMay(isAudit ? 'audit.read' : 'orders.export');
  const orders = useExportOrders();
  const audit = useExportAudit();
  const availability = useExportAvailability();
  const again = { export_audit: audit, export_availability: availability }[task.type] ?? orders;
  const keyOf = useActKey();
  const isWanted = task.status === 'fail' || task.status === 'canceled' || task.file?.expired;
  if (!mayExport || !isWanted || !AGAIN.includes(task.type) || !task.scope) return null;
  const { filters, format, sort } = task.scope as { filters: Query; format: ExportFormat; sort?: string };
  const begin = () =>
    again.mutate(
      { format, language: i18n.language, query: { ...filters, sort }, idempotencyKey: keyOf(task.scope) },
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
