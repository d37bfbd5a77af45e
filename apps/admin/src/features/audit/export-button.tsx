import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pagination } from '@coffee/contract/paging';
import { useActKey } from '../../api/act-key';
import { toApiError } from '../../api/api-error';
import type { Query } from '../../api/client';
import { useExportAudit } from '../../api/tasks';
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

function ExportDialog({ query, pagination, onClose }: Props & { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const words = useScopeWords();
  const begin = useExportAudit();
  const keyOf = useActKey();
  const { page: _page, page_size: _size, cursor: _cursor, ...asked } = query;
  const scope = words(asked);
  const start = () =>
    begin.mutate(
      { language: i18n.language, query: asked, idempotencyKey: keyOf(asked) },
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
      title={t('audit.exportTitle')}
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
        {pagination && (
          <strong>
            {t('audit.exportRows', {
              count: pagination.total,
              total: pagination.total_is_estimate
                ? t('list.about', { total: format.number(pagination.total) })
                : format.number(pagination.total),
            })}
          </strong>
        )}
        <section aria-label={t('exports.what')}>
          <div className="cell-main">{t('exports.what')}</div>
          <ul className="export-scope">
            {scope.length === 0 && <li>{t('exports.everything')}</li>}
            {scope.map((part) => (
              <li key={part}>{part}</li>
            ))}
          </ul>
        </section>
        <p className="meta mb-0">{t('audit.exportHint')}</p>
      </div>
    </ConfirmDialog>
  );
}
