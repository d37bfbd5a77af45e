import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type CommandBatch, type RetryAnswer } from '@coffee/contract/command-batches';
import { PHYSICAL_COMMANDS } from '@coffee/contract/commands';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-paths';
import { Notice } from '../../ui/notice';
import { showToast } from '../../ui/toasts';
import { failedOf } from './batch-stats';
import { batchPath } from './commands.queries';
import { PauseReason } from './pause-reason';

const ACTS = ['pause', 'resume', 'retry', 'cancel'] as const;
type Act = (typeof ACTS)[number];
const ICONS: Record<Act, IconName> = {
  pause: 'pause-fill',
  resume: 'play-fill',
  retry: 'arrow-repeat',
  cancel: 'x-lg',
};

function isOffered(act: Act, { status, stats }: CommandBatch): boolean {
  switch (act) {
    case 'pause':
      return status === 'running';
    case 'resume':
      return status === 'paused';
    case 'retry':
      return failedOf(stats) > 0 && status !== 'canceled';
    case 'cancel':
      return status === 'running' || status === 'paused';
  }
}

/** What a person can do to a dispatch now; each tells its effect before it happens. */
export function BatchActions({ batch }: { batch: CommandBatch }) {
  const { t } = useTranslation();
  const maySend = useMay('commands.send');
  const [asking, setAsking] = useState<Act | null>(null);
  if (!maySend) return null;
  return (
    <>
      {ACTS.filter((act) => isOffered(act, batch)).map((act) => (
        <button
          key={act}
          type="button"
          className={`btn btn-plain ${act === 'cancel' ? 'btn-link-danger' : ''}`}
          onClick={() => setAsking(act)}
        >
          <Icon name={ICONS[act]} />
          {t(`dispatch.act.${act}`)}
        </button>
      ))}
      {asking && <ActDialog act={asking} batch={batch} onClose={() => setAsking(null)} />}
    </>
  );
}

function ActDialog({ act, batch, onClose }: { act: Act; batch: CommandBatch; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const { stats } = batch;
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api<Partial<RetryAnswer>>('POST', `${batchPath(batch.batch_id)}/${act}`, { body: {} }),
    onSuccess: async () => {
      showToast('ok', t(`dispatch.acted.${act}`));
      onClose();
      await client.invalidateQueries({ queryKey: queryKeys.batches.all });
    },
  });
  const counts = {
    waiting: format.number(stats.pending + stats.queued),
    out: format.number(stats.sent + stats.acknowledged),
    failed: format.number(failedOf(stats)),
  };
  return (
    <ConfirmDialog
      open
      title={t(`dispatch.act.${act}`)}
      action={t(`dispatch.doIt.${act}`, counts)}
      cancel={t('dispatch.leaveIt')}
      danger={act === 'cancel'}
      busy={isPending}
      onConfirm={() => mutate()}
      onCancel={onClose}
    >
      <div className="stack">
        {error && (
          <Notice tone="critical" alert>
            {t(`error.${toApiError(error).code}`)}
            <div className="meta">{toApiError(error).message}</div>
          </Notice>
        )}
        <p className="mb-0">{t(`dispatch.explain.${act}`, counts)}</p>
        {act === 'retry' && PHYSICAL_COMMANDS.includes(batch.command_type) && (
          <Notice tone="major">{t('dispatch.retryPhysical')}</Notice>
        )}
        {act === 'resume' && batch.pause && (
          <Notice tone="major">
            <PauseReason pause={batch.pause} />
          </Notice>
        )}
      </div>
    </ConfirmDialog>
  );
}
