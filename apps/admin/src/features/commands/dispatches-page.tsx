import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { COMMAND_TYPES } from '@coffee/contract/command-payloads';
import { BATCH_SORTS, BATCH_STATES, type CommandBatch } from '@coffee/contract/command-batches';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { BatchBadge } from '../../ui/commands/command-badges';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { useListState, withChange, type ListSchema } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { ScopeLink } from '../../ui/scope-link';
import { Tabs } from '../../ui/tabs';
import { TimeText } from '../../ui/time-text';
import { BatchMeter, BatchName, useBatchColumns } from './batch-columns';
import { batchesQuery } from './commands.queries';

const FIELDS = {
  status: { kind: 'many', values: BATCH_STATES },
  command_type: { kind: 'one', values: COMMAND_TYPES },
} as const;
const BATCH_LIST: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: BATCH_SORTS,
  defaultSort: '-created_at',
};
const VIEWS = [
  { key: 'all', status: [] },
  { key: 'active', status: ['running', 'paused'] },
  { key: 'completed', status: ['completed'] },
  { key: 'canceled', status: ['canceled'] },
] as const;

export function DispatchesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(BATCH_LIST);
  const query = useQuery(batchesQuery(list.query));
  const columns = useBatchColumns();
  const maySend = useMay('commands.send');
  const total = query.data?.pagination.total;
  const newButton = maySend && (
    <ScopeLink className="btn btn-primary" to="/dispatch/new">
      <Icon name="send" />
      {t('dispatch.new')}
    </ScopeLink>
  );
  return (
    <div className="page">
      <PageHeader
        title={t('nav.dispatch')}
        count={total === undefined ? undefined : format.number(total)}
        actions={newButton}
      />
      <Views status={list.values.status} />
      <div className="filter-bar">
        <select
          className="form-select range-select"
          aria-label={t('commands.command')}
          value={list.values.command_type ?? ''}
          onChange={(event) => list.set({ command_type: event.target.value })}
        >
          <option value="">{t('dispatch.anyCommand')}</option>
          {COMMAND_TYPES.map((type) => (
            <option key={type} value={type}>
              {t(`commandType.${type}`)}
            </option>
          ))}
        </select>
      </div>
      <DataTable
        label={t('nav.dispatch')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ batch_id }) => batch_id}
        card={(batch) => <BatchCard batch={batch} />}
        clickable
        empty={
          <EmptyState
            icon="send"
            title={t('dispatch.none')}
            text={t('dispatch.noneText')}
            action={newButton}
          />
        }
      />
    </div>
  );
}

function Views({ status }: { status: string[] }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const active = VIEWS.find((view) => view.status.join() === status.join());
  const tabs = VIEWS.map(({ key, status: wanted }) => ({
    key,
    label: t(`dispatch.view.${key}`),
    to: `?${withChange(search, { page: null, status: wanted }).toString()}`,
  }));
  return <Tabs tabs={tabs} active={active?.key ?? ''} label={t('list.views')} />;
}

function BatchCard({ batch }: { batch: CommandBatch }) {
  return (
    <>
      <div className="row-card-head">
        <div>
          <BatchName batch={batch} />
        </div>
        <BatchBadge status={batch.status} />
      </div>
      <BatchMeter batch={batch} />
      <div className="row-card-facts">
        <TimeText at={batch.created_at} />
        <span>{batch.created_by}</span>
      </div>
    </>
  );
}
