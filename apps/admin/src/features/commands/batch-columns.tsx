import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandBatch } from '@coffee/contract/command-batches';
import { useFormat } from '../../i18n/format';
import { BatchBadge, CommandName } from '../../ui/commands/command-badges';
import type { Column } from '../../ui/data-table';
import { ScopeLink } from '../../ui/scope-link';
import { TimeText } from '../../ui/time-text';
import { doneOf, failedOf, shares } from './batch-stats';

export function BatchName({ batch }: { batch: CommandBatch }) {
  return (
    <>
      <ScopeLink className="row-link" to={`/dispatch/${batch.batch_id}`}>
        <CommandName type={batch.command_type} />
      </ScopeLink>
      {batch.note && <span className="cell-sub">{batch.note}</span>}
    </>
  );
}

/** The shares of the states in one thin line, with how many are finished beside it. */
export function BatchMeter({ batch }: { batch: CommandBatch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { stats } = batch;
  const words = { done: format.number(doneOf(stats)), total: format.number(stats.total) };
  return (
    <span className="batch-meter">
      <span className="segments" role="img" aria-label={t('dispatch.doneOf', words)}>
        {shares(stats)
          .filter(({ count, state }) => count > 0 && state !== 'pending' && state !== 'queued')
          .map(({ state, count, tone }) => (
            <span key={state} className={`tone-${tone}`} style={{ flexGrow: count }} />
          ))}
        <span className="segment-rest" style={{ flexGrow: stats.pending + stats.queued }} />
      </span>
      <span className="meta nowrap" aria-hidden="true">
        {words.done} / {words.total}
      </span>
    </span>
  );
}

export function useBatchColumns(): Column<CommandBatch>[] {
  const { t } = useTranslation();
  const format = useFormat();
  // The same columns while nothing changes, so that only rows that did are drawn again.
  return useMemo(
    () => [
      { key: 'command', header: t('commands.command'), cell: (batch) => <BatchName batch={batch} /> },
      { key: 'status', header: t('common.status'), cell: ({ status }) => <BatchBadge status={status} /> },
      { key: 'progress', header: t('dispatch.progress'), cell: (batch) => <BatchMeter batch={batch} /> },
      {
        key: 'failed',
        header: t('dispatch.failed'),
        end: true,
        cell: ({ stats }) => {
          const failed = failedOf(stats) + stats.unsupported;
          return <span className={failed > 0 ? 'text-critical' : 'muted'}>{format.number(failed)}</span>;
        },
      },
      { key: 'by', header: t('commands.by'), cell: ({ created_by }) => created_by },
      {
        key: 'created',
        header: t('common.created'),
        sort: 'created_at',
        end: true,
        cell: ({ created_at }) => <TimeText at={created_at} />,
      },
    ],
    [t, format],
  );
}
