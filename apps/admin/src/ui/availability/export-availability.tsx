import { useTranslation } from 'react-i18next';
import { useActKey } from '../../api/act-key';
import { toApiError } from '../../api/api-error';
import type { Query } from '../../api/client';
import { useMay } from '../../api/session';
import { useExport } from '../../api/tasks';
import { Icon } from '../icon';
import { showToast } from '../toasts';

/** A line per machine and day, behind the scenes. */
export function ExportAvailability({ query }: { query: Query }) {
  const { t, i18n } = useTranslation();
  const mayExport = useMay('availability.export');
  const begin = useExport('availability');
  const keyOf = useActKey();
  if (!mayExport) return null;
  const start = () =>
    begin.mutate(
      { language: i18n.language, query, idempotencyKey: keyOf(query) },
      {
        onSuccess: () => showToast('ok', t('exports.started')),
        onError: (error) =>
          showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).message),
      },
    );
  return (
    <button
      type="button"
      className="btn btn-quiet btn-icon btn-dense"
      disabled={begin.isPending}
      aria-label={t('availability.export')}
      title={t('availability.export')}
      onClick={start}
    >
      <Icon name="cloud-arrow-down" />
    </button>
  );
}
