import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Command } from '@coffee/contract/commands';
import { useFormat } from '../../i18n/format';
import { CommandBadge, CommandName, CommandNote } from '../../ui/commands/command-badges';
import { CommandDrawer } from '../../ui/commands/command-drawer';
import { MiniLadder } from '../../ui/commands/command-ladder';
import { DataTable, type Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { withChange } from '../../ui/list-state';
import { TimeText } from '../../ui/time-text';
import { deviceCommandsQuery } from './devices.queries';

const SHOWN = 100;

/** What this machine was told, newest first; one of them open beside the list when the address names it. */
export function DeviceCommands({ deviceId, zone }: { deviceId: string; zone: string | undefined }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const query = useQuery(deviceCommandsQuery(deviceId, SHOWN));
  const columns = useColumns(zone);
  const open = query.data?.items.find(({ command_id }) => command_id === search.get('command'));
  return (
    <>
      <DataTable
        label={t('devices.tab.commands')}
        columns={columns}
        query={query}
        rowKey={({ command_id }) => command_id}
        card={(command) => (
          <>
            <div className="row-card-head">
              <OpenLink command={command} />
              <CommandBadge status={command.status} />
            </div>
            <MiniLadder command={command} zone={zone} />
            <div className="row-card-facts">
              <TimeText at={command.issued_at} zone={zone} />
              <span>{command.actor}</span>
            </div>
            <CommandNote command={command} />
          </>
        )}
        clickable
        empty={<EmptyState icon="send" title={t('commands.none')} text={t('commands.noneText')} />}
      />
      {open && (
        <CommandDrawer
          command={open}
          zone={zone}
          onClose={() => setSearch((now) => withChange(now, { command: null }), { replace: true })}
        />
      )}
    </>
  );
}

function OpenLink({ command }: { command: Command }) {
  const [search] = useSearchParams();
  return (
    <Link className="row-link" to={`?${withChange(search, { command: command.command_id }).toString()}`}>
      <CommandName type={command.type} />
    </Link>
  );
}

function useColumns(zone: string | undefined): Column<Command>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    { key: 'type', header: t('commands.command'), cell: (command) => <OpenLink command={command} /> },
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
    {
      key: 'ladder',
      header: t('commands.ladder'),
      cell: (command) => <MiniLadder command={command} zone={zone} />,
    },
    {
      key: 'attempts',
      header: t('commands.attempts'),
      end: true,
      cell: ({ attempts, max_attempts }) => `${format.number(attempts)} / ${format.number(max_attempts)}`,
    },
    { key: 'actor', header: t('commands.by'), cell: ({ actor }) => actor },
    {
      key: 'issued',
      header: t('commands.sent'),
      end: true,
      cell: ({ issued_at }) => <TimeText at={issued_at} zone={zone} />,
    },
  ];
}
