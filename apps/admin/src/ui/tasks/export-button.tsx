import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportFormat } from '@coffee/contract/orders';
import type { Pagination } from '@coffee/contract/paging';
import { useActKey } from '../../api/act-key';
import { toApiError } from '../../api/api-error';
import type { Query } from '../../api/client';
import { type ExportedList, useExport } from '../../api/tasks';
import { useFormat } from '../../i18n/format';
import { ConfirmDialog } from '../confirm-dialog';
import { Icon } from '../icon';
import { Notice } from '../notice';
import { showToast } from '../toasts';
import { useScopeWords } from './scope-words';

interface Props {
  list: ExportedList;
  /** To choose from; without any there is but one. */
  formats?: readonly ExportFormat[];
  /** What the list was asked for. */
  query: Query;
  pagination: Pagination | undefined;
}

export function ExportButton(props: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
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

function ExportDialog({ list, formats, query, pagination, onClose }: Props & { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const words = useScopeWords();
  const [format, setFormat] = useState(formats?.[0]);
  const begin = useExport(list);
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
      title={t(`exports.of.${list}.title`)}
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
        <RowCount list={list} pagination={pagination} />
        <section aria-label={t('exports.what')}>
          <div className="cell-main">{t('exports.what')}</div>
          <ul className="export-scope">
            {scope.length === 0 && <li>{t('exports.everything')}</li>}
            {scope.map((part) => (
              <li key={part}>{part}</li>
            ))}
          </ul>
        </section>
        {formats && <FormatChoice formats={formats} value={format} onChange={setFormat} />}
        <p className="meta mb-0">{t(`exports.of.${list}.hint`)}</p>
      </div>
    </ConfirmDialog>
  );
}

/** The list counts up to a limit; the task counts all of them before it begins. */
function RowCount({ list, pagination }: Pick<Props, 'list' | 'pagination'>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!pagination) return null;
  const { total: count, total_is_estimate: isEstimate } = pagination;
  const exact = format.number(count);
  const total = isEstimate ? t('list.about', { total: exact }) : exact;
  return (
    <p className="mb-0">
      <strong>{t(`exports.of.${list}.rows`, { count, total })}</strong>{' '}
      {count === 0 ? t('exports.headerOnly') : t('exports.allPages')}
    </p>
  );
}

interface FormatChoiceProps {
  formats: readonly ExportFormat[];
  value: ExportFormat | undefined;
  onChange: (format: ExportFormat) => void;
}

function FormatChoice({ formats, value, onChange }: FormatChoiceProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="export-formats">
      <legend className="cell-main">{t('exports.format')}</legend>
      {formats.map((format) => (
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
