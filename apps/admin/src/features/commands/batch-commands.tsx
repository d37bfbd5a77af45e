import { useMemo } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type CommandBatch, type RetryAnswer } from '@coffee/contract/command-batches';
import { RETRYABLE_COMMAND_STATES, type Command, type CommandState } from '@coffee/contract/commands';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { CommandBadge, CommandNote } from '../../ui/commands/command-badges';
import { CommandDrawer } from '../../ui/commands/command-drawer';
import { MiniLadder } from '../../ui/commands/command-ladder';
import { DataTable, type Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { withChange, type ListState } from '../../ui/list-state';
import { Tabs } from '../../ui/tabs';
import { TimeText } from '../../ui/time-text';
import { showToast } from '../../ui/toasts';
import { shares } from './batch-stats';
import { batchPath, type batchQuery } from './commands.queries';

interface Props {
  batch: CommandBatch;
  list: Omit<ListState, 'values' | 'set'> & { values: { status: CommandState[] } };
  options: ReturnType<typeof batchQuery>;
}

/** The commands of a dispatch, a page at a time whatever their number. */
export function BatchCommands({ batch, list, options }: Props) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const query = useQuery({
    ...options,
    select: ({ commands, pagination }) => ({ items: commands, pagination }),
  });
  const mayRetry = useMay('commands.send') && batch.status !== 'canceled';
  const columns = useColumns(mayRetry);
  const open = query.data?.items.find(({ command_id }) => command_id === search.get('command'));
  return (
    <section className="stack">
      <h2>{t('dispatch.commands')}</h2>
      <States batch={batch} status={list.values.status} />
      <DataTable
        label={t('dispatch.commands')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ command_id }) => command_id}
        card={(command) => (
          <>
            <div className="row-card-head">
              <OpenLink command={command} />
              <CommandBadge status={command.status} />
            </div>
            <CommandNote command={command} />
            <MiniLadder command={command} />
          </>
        )}
        clickable
        windowed
        empty={<EmptyState icon="send" title={t('dispatch.noCommands')} />}
      />
      {open && (
        <CommandDrawer
          command={open}
          onClose={() => setSearch((now) => withChange(now, { command: null }), { replace: true })}
        />
      )}
    </section>
  );
}

/** Only states that occur, and the one that is looked at. */
function States({ batch, status }: { batch: CommandBatch; status: CommandState[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [search] = useSearchParams();
  const to = (value: string | null) =>
    `?${withChange(search, { status: value, page: null, command: null }).toString()}`;
  const number = (value: number) => <span className="tab-count">{format.number(value)}</span>;
  const tabs = [
    { key: '', label: t('common.all'), to: to(null), count: number(batch.stats.total) },
    ...shares(batch.stats)
      .filter(({ state, count }) => count > 0 || status.includes(state))
      .map(({ state, count }) => ({
        key: state,
        label: t(`commandState.${state}`),
        to: to(state),
        count: number(count),
      })),
  ];
  return <Tabs tabs={tabs} active={status.join()} label={t('list.views')} />;
}

function OpenLink({ command }: { command: Command }) {
  const [search] = useSearchParams();
  return (
    <Link className="row-link" to={`?${withChange(search, { command: command.command_id }).toString()}`}>
      {command.device_id}
    </Link>
  );
}

function useColumns(mayRetry: boolean): Column<Command>[] {
  const { t } = useTranslation();
  const format = useFormat();
  // The same columns while nothing changes, so that only rows that did are drawn again.
  return useMemo(() => {
    const columns: Column<Command>[] = [
      {
        key: 'device',
        header: t('devices.device'),
        sort: 'device_id',
        cell: (command) => <OpenLink command={command} />,
      },
      {
        key: 'status',
        header: t('common.status'),
        cell: (command) => (
          <>
            <CommandBadge status={command.status} />
            <CommandNote command={command} />
          </>
        ),
      },
      { key: 'ladder', header: t('commands.ladder'), cell: (command) => <MiniLadder command={command} /> },
      {
        key: 'attempts',
        header: t('commands.attempts'),
        end: true,
        cell: ({ attempts, max_attempts }) => `${format.number(attempts)} / ${format.number(max_attempts)}`,
      },
      {
        key: 'updated',
        header: t('dispatch.lastStep'),
        sort: 'updated_at',
        end: true,
        cell: ({ finished_at, acknowledged_at, sent_at, issued_at }) => (
          <TimeText at={finished_at ?? acknowledged_at ?? sent_at ?? issued_at} />
        ),
      },
    ];
    if (!mayRetry) return columns;
    const action = { key: 'retry', header: t('common.actions'), end: true };
    return [...columns, { ...action, cell: (command) => <RetryOne command={command} /> }];
  }, [t, format, mayRetry]);
}

function RetryOne({ command }: { command: Command }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      api<RetryAnswer>('POST', `${batchPath(command.batch_id ?? '')}/retry`, {
        body: { device_ids: [command.device_id] },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.batches.all }),
    onError: (error) =>
      showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).requestId),
  });
  if (!(RETRYABLE_COMMAND_STATES as readonly CommandState[]).includes(command.status)) return null;
  const label = t('dispatch.retryOne', { device: command.device_id });
  return (
    <button
      type="button"
      className="btn btn-quiet btn-icon btn-dense above-link"
      aria-label={label}
      title={label}
      disabled={isPending}
      onClick={() => mutate()}
    >
      <Icon name="arrow-repeat" />
    </button>
  );
}
