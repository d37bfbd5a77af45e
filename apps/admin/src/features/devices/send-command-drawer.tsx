import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { CommandType } from '@coffee/contract/command-payloads';
import { PHYSICAL_COMMANDS, type Command, type CreateCommand } from '@coffee/contract/commands';
import type { Device } from '@coffee/contract/devices';
import { useActKey } from '../../api/act-key';
import { api } from '../../api/client';
import { useSupportedCommands } from '../../api/lookups';
import { queryKeys } from '../../api/query-keys';
import { useFormat } from '../../i18n/format';
import { useNow } from '../../ui/clock';
import { DeliveryFields, PayloadFields } from '../../ui/commands/command-fields';
import { COMMAND_VALUES, CREATE_COMMAND, deliveryOf, payloadOf } from '../../ui/commands/command-form';
import { TypePicker } from '../../ui/commands/type-picker';
import { Drawer } from '../../ui/drawer';
import { FormFrame } from '../../ui/forms/form-frame';
import { useUnsavedGuard } from '../../ui/forms/unsaved-guard';
import { showRefusal, useDtoForm } from '../../ui/forms/use-dto-form';
import { Notice } from '../../ui/notice';
import { useScopedPath } from '../../ui/scope-link';
import type { Tone } from '../../ui/status-mark';
import { showToast } from '../../ui/toasts';
import { devicePath } from './devices.queries';

/** Tells one machine to do something. */
export function SendCommandDrawer({ device, onClose }: { device: Device; onClose: () => void }) {
  const { t } = useTranslation();
  const [type, setType] = useState<CommandType | null>(null);
  const supported = useSupportedCommands(device.model);
  return (
    <Drawer title={t('commands.sendTo', { device: device.alias ?? device.device_id })} open onClose={onClose}>
      <div className="stack">
        <TypePicker value={type} onChange={setType} supported={supported} />
        {type && <CommandForm key={type} type={type} device={device} onClose={onClose} />}
      </div>
    </Drawer>
  );
}

interface FormProps {
  type: CommandType;
  device: Device;
  onClose: () => void;
}

function CommandForm({ type, device, onClose }: FormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const keyOf = useActKey();
  const form = useDtoForm({
    dto: CREATE_COMMAND[type],
    values: COMMAND_VALUES,
    toBody: (values) => ({ type, payload: payloadOf(type, values), ...deliveryOf(type, values) }),
  });
  const guard = useUnsavedGuard(form.formState.isDirty, onClose);
  const submit = async (body: CreateCommand) => {
    try {
      const path = `${devicePath(device.device_id)}/commands`;
      const command = await api<Command>('POST', path, { body, idempotencyKey: keyOf(body) });
      form.reset(form.getValues());
      showToast('ok', t('commands.queued', { command: t(`commandType.${type}`) }));
      onClose();
      await client.invalidateQueries({
        queryKey: queryKeys.devices.part(device.device_id, 'commands').slice(0, 4),
      });
      const tab = `/devices/${encodeURIComponent(device.device_id)}/commands`;
      void navigate(scoped(`${tab}?command=${command.command_id}`));
    } catch (error) {
      showRefusal(form, error);
    }
  };
  return (
    <>
      <Warnings type={type} device={device} />
      <FormFrame
        form={form}
        onSubmit={submit}
        submitLabel={t('commands.send', { command: t(`commandType.${type}`) })}
        onCancel={guard.leave}
      >
        <PayloadFields form={form} type={type} />
        <DeliveryFields form={form} type={type} />
      </FormFrame>
      {guard.dialog}
    </>
  );
}

/** These wait while a paid cup is being made. */
const WAITS_FOR_CUPS: readonly CommandType[] = ['make_product', 'restart', 'upgrade'];

/** What a person should know about this machine before the command is sent. */
function Warnings({ type, device }: { type: CommandType; device: Device }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const silent = device.status === 'offline' || device.status === 'registered';
  const busy = device.status === 'online' && device.activity === 'brewing' && WAITS_FOR_CUPS.includes(type);
  const seen = device.last_seen ? format.relative(device.last_seen, now) : t('common.never');
  const warnings: [boolean, Tone, string][] = [
    [device.lifecycle !== 'active', 'critical', t('commands.warn.suspended')],
    [silent, 'major', t('commands.warn.offline', { time: seen })],
    [busy, 'busy', t('commands.warn.busy')],
    [device.status === 'fault', 'major', t('commands.warn.fault')],
    [PHYSICAL_COMMANDS.includes(type), 'minor', t('commands.warn.physical')],
  ];
  return warnings
    .filter(([holds]) => holds)
    .map(([, tone, text]) => (
      <Notice key={text} tone={tone}>
        {text}
      </Notice>
    ));
}
