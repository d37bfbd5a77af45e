import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MAX_DISPATCH_DEVICES, type DispatchPreview } from '@coffee/contract/command-dispatch';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { ErrorState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { SkeletonLines } from '../../ui/skeleton';
import { DeviceStatusBadge } from '../../ui/status-badge';
import { byReason } from './dispatch-form';

/** How many of the machines are named; the rest is a number. */
const NAMED = 6;

/** Who would get it now, and who is left out and why. */
export function PreviewPanel({ query }: { query: UseQueryResult<DispatchPreview> }) {
  const { t } = useTranslation();
  const { data, error, refetch, isFetching } = query;
  return (
    <Card title={t('dispatch.preview')}>
      <div aria-busy={isFetching} aria-live="polite">
        {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
        {!data && !error && (isFetching ? <SkeletonLines /> : <p className="muted">{t('dispatch.noIds')}</p>)}
        {data && <Preview preview={data} />}
      </div>
    </Card>
  );
}

function Preview({ preview }: { preview: DispatchPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const named = preview.devices.slice(0, NAMED);
  const more = preview.total - named.length;
  return (
    <div className="stack">
      <div className="preview-count">
        <strong>{format.number(preview.total)}</strong> {t('dispatch.machines', { count: preview.total })}
      </div>
      {preview.total > MAX_DISPATCH_DEVICES && (
        <Notice tone="critical">{t('dispatch.tooMany', { max: format.number(MAX_DISPATCH_DEVICES) })}</Notice>
      )}
      {preview.offline > 0 && (
        <Notice tone="neutral">
          {t('dispatch.offline', { count: preview.offline, total: format.number(preview.offline) })}
        </Notice>
      )}
      {named.length > 0 && (
        <ul className="preview-list">
          {named.map(({ device_id, alias, status }) => (
            <li key={device_id}>
              <span>
                {alias ?? device_id}
                {alias && <span className="cell-sub mono">{device_id}</span>}
              </span>
              <DeviceStatusBadge status={status} />
            </li>
          ))}
          {more > 0 && <li className="muted">{t('dispatch.andMore', { total: format.number(more) })}</li>}
        </ul>
      )}
      <Skipped preview={preview} />
    </div>
  );
}

function Skipped({ preview }: { preview: DispatchPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { skipped, skipped_total } = preview;
  if (skipped_total === 0) return null;
  return (
    <section className="stack">
      <h3>{t('dispatch.skipped', { count: skipped_total, total: format.number(skipped_total) })}</h3>
      {byReason(skipped).map(({ reason, ids }) => (
        <details key={reason} className="skipped">
          <summary>
            {t(`skipReason.${reason}`)} <span className="tab-count">{format.number(ids.length)}</span>
          </summary>
          <p className="mono meta">{ids.join(', ')}</p>
        </details>
      ))}
      {skipped_total > skipped.length && (
        <p className="meta">{t('dispatch.skippedFirst', { total: format.number(skipped.length) })}</p>
      )}
    </section>
  );
}
