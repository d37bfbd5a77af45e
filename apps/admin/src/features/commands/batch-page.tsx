import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { BATCH_COMMAND_SORTS, type CommandBatch } from '@coffee/contract/command-batches';
import { COMMAND_STATES } from '@coffee/contract/commands';
import { Card } from '../../ui/card';
import { BatchBadge } from '../../ui/commands/command-badges';
import { CopyId } from '../../ui/copy-id';
import { ErrorState } from '../../ui/empty-state';
import { Facts } from '../../ui/facts';
import { useListState, type ListSchema } from '../../ui/list-state';
import { Notice } from '../../ui/notice';
import { PageHeader } from '../../ui/page-header';
import { SkeletonLines } from '../../ui/skeleton';
import { TimeText } from '../../ui/time-text';
import { BatchActions } from './batch-actions';
import { BatchCommands } from './batch-commands';
import { BatchFailures } from './batch-failures';
import { BatchProgress } from './batch-progress';
import { BatchRollout } from './batch-rollout';
import { batchQuery } from './commands.queries';
import { PauseReason } from './pause-reason';

const FIELDS = { status: { kind: 'many', values: COMMAND_STATES } } as const;
const COMMAND_LIST: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: BATCH_COMMAND_SORTS,
  defaultSort: 'device_id',
};

export function BatchPage() {
  const { t } = useTranslation();
  const { batchId = '' } = useParams();
  const list = useListState(COMMAND_LIST);
  const options = batchQuery(batchId, list.query);
  const { data, error, refetch } = useQuery(options);
  const batch = data?.batch;
  return (
    <div className="page">
      <PageHeader
        title={batch ? t(`commandType.${batch.command_type}`) : t('dispatch.one')}
        parents={[{ label: t('nav.dispatch'), to: '/dispatch' }]}
        beside={
          batch && (
            <span className="row-gap">
              <BatchBadge status={batch.status} />
              <CopyId value={batch.batch_id} label={t('dispatch.id')} />
            </span>
          )
        }
        actions={batch && <BatchActions batch={batch} />}
      />
      {error && !data && (
        <div className="card-box">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!error && !data && <SkeletonLines count={8} />}
      {data && (
        <>
          <Paused batch={data.batch} />
          <div className="detail">
            <div className="stack">
              <BatchProgress batch={data.batch} />
              <BatchFailures failures={data.failures} />
            </div>
            <div className="stack">
              <About batch={data.batch} />
              <BatchRollout batch={data.batch} />
            </div>
          </div>
          <BatchCommands batch={data.batch} list={list} options={options} />
        </>
      )}
    </div>
  );
}

/** Why nothing moves. */
function Paused({ batch }: { batch: CommandBatch }) {
  const { t } = useTranslation();
  if (batch.status !== 'paused') return null;
  return batch.pause ? (
    <Notice tone="critical">
      <PauseReason pause={batch.pause} />
    </Notice>
  ) : (
    <Notice tone="maintenance">{t('dispatch.pausedByPerson')}</Notice>
  );
}

function About({ batch }: { batch: CommandBatch }) {
  const { t } = useTranslation();
  const payload = Object.entries(batch.payload);
  return (
    <Card title={t('common.details')}>
      <Facts
        list
        facts={[
          { label: t('dispatch.note'), value: batch.note },
          { label: t('commands.by'), value: batch.created_by },
          { label: t('common.created'), value: <TimeText at={batch.created_at} mode="full" /> },
          ...(batch.finished_at
            ? [{ label: t('dispatch.finished'), value: <TimeText at={batch.finished_at} mode="full" /> }]
            : []),
          ...payload.map(([key, value]) => ({
            label: key,
            value: <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>,
          })),
        ]}
      />
    </Card>
  );
}
