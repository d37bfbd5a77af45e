import { useTranslation } from 'react-i18next';
import type { Command } from '@coffee/contract/commands';
import { CopyId } from '../copy-id';
import { Drawer } from '../drawer';
import { Facts } from '../facts';
import { ScopeLink } from '../scope-link';
import { TimeText } from '../time-text';
import { CommandBadge } from './command-badges';
import { CommandLadder } from './command-ladder';

interface Props {
  command: Command;
  zone?: string | undefined;
  onClose: () => void;
}

/** One command: its way in time, what it says and what came back. */
export function CommandDrawer({ command, zone, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer title={t(`commandType.${command.type}`)} open onClose={onClose}>
      <div className="stack">
        <div className="row-gap">
          <CommandBadge status={command.status} />
        </div>
        <CommandLadder command={command} zone={zone} />
        <Facts
          list
          facts={[
            {
              label: t('devices.device'),
              value: (
                <ScopeLink to={`/devices/${encodeURIComponent(command.device_id)}/commands`}>
                  {command.device_id}
                </ScopeLink>
              ),
            },
            { label: t('commands.by'), value: command.actor },
            {
              label: t('commands.expiresAt'),
              value: <TimeText at={command.expires_at} zone={zone} mode="full" />,
            },
            {
              label: t('commands.dispatch'),
              value: command.batch_id && (
                <ScopeLink to={`/dispatch/${command.batch_id}`}>{t('commands.ofDispatch')}</ScopeLink>
              ),
            },
            {
              label: t('commands.id'),
              value: <CopyId value={command.command_id} label={t('commands.id')} />,
            },
          ]}
        />
        <Json title={t('commands.payload')} value={command.payload} />
        {command.result && <Json title={t('commands.result')} value={command.result} />}
      </div>
    </Drawer>
  );
}

function Json({ title, value }: { title: string; value: Record<string, unknown> }) {
  const { t } = useTranslation();
  const text = Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : t('common.none');
  return (
    <section>
      <h3>{title}</h3>
      <pre className="raw" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
