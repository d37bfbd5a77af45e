// States of commands and batches with their tone and word.
import { useTranslation } from 'react-i18next';
import type { CommandType } from '@coffee/contract/command-payloads';
import type { BatchState } from '@coffee/contract/command-batches';
import type { Command, CommandState } from '@coffee/contract/commands';
import { Flash } from '../flash';
import { Icon } from '../icon';
import type { IconName } from '../icon-paths';
import { Badge, type Tone } from '../status-mark';
import { useCommandReason } from './command-reason';

export const COMMAND_TONES: Record<CommandState, Tone> = {
  pending: 'neutral',
  queued: 'maintenance',
  sent: 'busy',
  acknowledged: 'busy',
  success: 'ok',
  fail: 'critical',
  unsupported: 'major',
  expired: 'minor',
  canceled: 'neutral',
};
export const BATCH_TONES: Record<BatchState, Tone> = {
  running: 'busy',
  paused: 'maintenance',
  canceled: 'neutral',
  completed: 'ok',
};
export const COMMAND_ICONS: Record<CommandType, IconName> = {
  make_product: 'cup-hot',
  open_door: 'door-open',
  upgrade: 'cloud-arrow-down',
  sync: 'arrow-repeat',
  set_params: 'sliders',
  restart: 'power',
};

export function CommandName({ type }: { type: CommandType }) {
  const { t } = useTranslation();
  return (
    <span className="command-name">
      <Icon name={COMMAND_ICONS[type]} />
      {t(`commandType.${type}`)}
    </span>
  );
}

export function CommandBadge({ status }: { status: CommandState }) {
  const { t } = useTranslation();
  return (
    <Flash value={status}>
      <Badge tone={COMMAND_TONES[status]}>{t(`commandState.${status}`)}</Badge>
    </Flash>
  );
}

export function BatchBadge({ status }: { status: BatchState }) {
  const { t } = useTranslation();
  return (
    <Flash value={status}>
      <Badge tone={BATCH_TONES[status]}>{t(`batchState.${status}`)}</Badge>
    </Flash>
  );
}

/** What keeps a command, or what became of it, under its state. */
export function CommandNote({ command }: { command: Command }) {
  const { t } = useTranslation();
  const reason = useCommandReason();
  const notes = [
    command.held_for && t(`holdReason.${command.held_for}`),
    command.cancel_requested && command.status !== 'canceled' && t('commands.cancelRequested'),
    reason(command.last_error, command.last_error_code),
    command.late && t('commands.late'),
  ].filter(Boolean);
  return notes.length > 0 ? <span className="cell-sub">{notes.join(' · ')}</span> : null;
}
