import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EXPORT_FORMATS, type ExportFormat } from '@coffee/contract/orders';
import type { Pagination } from '@coffee/contract/paging';
import { useActKey } from '../../api/act-key';
import { toApiError } from '../../api/api-error';
import type { Query } from '../../api/client';
import { useMay } from '../../api/session';
import { useExportOrders } from '../../api/tasks';
import { useFormat } from '../../i18n/format';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { useScopeWords } from '../../ui/tasks/scope-words';
import { showToast } from '../../ui/toasts';

interface Props {
  /** What the list was asked for. */
  query: Query;
  pagination: Pagination | undefined;
}

export function ExportButton(props: Props) {
  const { t } = useTranslation();
  const mayExport = useMay('orders.export');
  const [open, setOpen] = useState(false);
  if (!mayExport) return null;
  return (
    <>
      <button type="button" className="btn btn-plain" onClick={() => setOpen(true)}>
        <Icon name="cloud-arrow-down" />
        {t('exports.export')}
      </button>
      {open && <ExportDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function ExportDialog({ query, pagination, onClose }: Props & { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const words = useScopeWords();
  const [format, setFormat] = useState<ExportFormat>('csv');
  const begin = useExportOrders();
  const keyOf = useActKey();
  const { page: _page, page_size: _size, cursor: _cursor, ...asked } = query;
  const scope = words(asked);
  const start = () =>
    begin.mutate(
      { format, language: i18n.language, query: asked, idempotencyKey: keyOf([format, asked]) },
      {
        onSuccess: () => {
          showToast('ok', t('exports.started'));
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      open
      title={t('exports.title')}
      action={t('exports.start')}
      busy={begin.isPending}
      onConfirm={start}
      onCancel={onClose}
    >
      <div className="stack">
        {begin.error && (
          <Notice tone="critical" alert>
            {t(`error.${toApiError(begin.error).code}`)}
            <div className="meta">{toApiError(begin.error).message}</div>
          </Notice>
        )}
        <RowCount pagination={pagination} />
        <section aria-label={t('exports.what')}>
          <div className="cell-main">{t('exports.what')}</div>
          <ul className="export-scope">
            {scope.length === 0 && <li>{t('exports.everything')}</li>}
            {scope.map((part) => (
              <li key={part}>{part}</li>
            ))}
          </ul>
        </section>
        <FormatChoice value={format} onChange={setFormat} />
        <p className="meta mb-0">{t('exports.hint')}</p>
      </div>
    </ConfirmDialog>
  );
}

/** The list counts up to a limit; the task counts all of them before it begins. */
function RowCount({ pagination }: { pagination: Pagination | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!pagination) return null;
  const { total, total_is_estimate } = pagination;
  const words = { count: total, total: format.number(total) };
  return (
    <p className="mb-0">
      <strong>{total_is_estimate ? t('exports.about', words) : t('exports.rows', words)}</strong>{' '}
      {total === 0 ? t('exports.headerOnly') : t('exports.allPages')}
    </p>
  );
}

function FormatChoice({
  value,
  onChange,
}: {
  value: ExportFormat;
  onChange: (format: ExportFormat) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="export-formats">
      <legend className="cell-main">{t('exports.format')}</legend>
      {EXPORT_FORMATS.map((format) => (
        <label key={format} className="form-check">
          <input
            type="radio"
            className="form-check-input"
            name="format"
            checked={value === format}
            onChange={() => onChange(format)}
          />
          <span className="form-check-label">
            {format.toUpperCase()}
            <span className="cell-sub">{t(`exports.formatHint.${format}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
