import type { CommandType } from '@coffee/contract/command-payloads';
import { DispatchCommands, type DispatchFilter, type SkippedDevice } from '@coffee/contract/command-dispatch';
import {
  byType,
  COMMAND_VALUES,
  deliveryOf,
  PAYLOAD_FIELDS,
  payloadOf,
  type CommandValues,
} from '../../ui/commands/command-form';
import { orNull, toNumber } from '../../ui/forms/use-dto-form';

export const DISPATCH_COMMANDS = byType(DispatchCommands);

export interface StageValues {
  percent: string;
  success_percent: string;
  bake_minutes: string;
}

export interface DispatchValues extends CommandValues {
  device_ids: string;
  note: string;
  staged: boolean;
  rollout_stages: StageValues[];
  limited: boolean;
  rollout_max_failure_percent: string;
  rollout_min_sample: string;
  rollout_per_minute: string;
  quiet: boolean;
  rollout_quiet_hours_from: string;
  rollout_quiet_hours_to: string;
}

/** A few first, then some, then all, each only when the one before went well. */
const STAGES: StageValues[] = [
  { percent: '5', success_percent: '90', bake_minutes: '15' },
  { percent: '25', success_percent: '90', bake_minutes: '30' },
  { percent: '100', success_percent: '90', bake_minutes: '0' },
];

export const DISPATCH_VALUES: DispatchValues = {
  ...COMMAND_VALUES,
  device_ids: '',
  note: '',
  staged: false,
  rollout_stages: STAGES,
  limited: true,
  rollout_max_failure_percent: '10',
  rollout_min_sample: '20',
  rollout_per_minute: '',
  quiet: false,
  rollout_quiet_hours_from: '08:00',
  rollout_quiet_hours_to: '20:00',
};

/** Fields to be judged before a step is left. */
export const STEP_FIELDS = {
  what: (type: CommandType) => [...PAYLOAD_FIELDS[type], 'note'],
  who: ['device_ids'],
  how: [
    'ttl_seconds',
    'max_attempts',
    'rollout_stages',
    'rollout_stages_percent',
    'rollout_stages_success_percent',
    'rollout_stages_bake_seconds',
    'rollout_max_failure_percent',
    'rollout_min_sample',
    'rollout_per_minute',
    'rollout_quiet_hours_from',
    'rollout_quiet_hours_to',
  ],
} as const;

/** Machines' ids as they are pasted: from a column, a list or a message. */
export function parseIds(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}

/** What is not filtered by is left out; nothing at all means every machine. */
export function filterOf(values: Record<string, unknown>): DispatchFilter {
  const used = Object.entries(values).filter(
    ([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(used) as DispatchFilter;
}

function minutes(text: string): number | string | null {
  const value = toNumber(text);
  return typeof value === 'number' ? Math.round(value * 60) : value;
}

const ONE_STAGE = [{ percent: 100, success_percent: 0, bake_seconds: 0 }];

/** Nothing when all get it at once and no rule stands. */
function rolloutOf(values: DispatchValues): object | undefined {
  const { staged, limited, quiet } = values;
  const perMinute = toNumber(values.rollout_per_minute);
  if (!staged && !limited && !quiet && perMinute === null) return undefined;
  return {
    stages: staged
      ? values.rollout_stages.map(({ percent, success_percent, bake_minutes }) => ({
          percent: toNumber(percent),
          success_percent: toNumber(success_percent),
          bake_seconds: minutes(bake_minutes),
        }))
      : ONE_STAGE,
    ...(limited && {
      max_failure_percent: toNumber(values.rollout_max_failure_percent),
      min_sample: toNumber(values.rollout_min_sample),
    }),
    ...(perMinute !== null && { per_minute: perMinute }),
    ...(quiet && {
      quiet_hours: { from: values.rollout_quiet_hours_from, to: values.rollout_quiet_hours_to },
    }),
  };
}

export interface Target {
  by: 'filter' | 'ids';
  filter: DispatchFilter;
}

export function dispatchOf(type: CommandType, values: DispatchValues, target: Target): object {
  return {
    ...(target.by === 'ids' ? { device_ids: parseIds(values.device_ids) } : { filter: target.filter }),
    command_type: type,
    payload: payloadOf(type, values),
    note: orNull(values.note) ?? undefined,
    ...deliveryOf(type, values),
    rollout: rolloutOf(values),
  };
}

/** More machines than this, or an effect on people in front of them, and the number has to be typed. */
const MANY = 20;
export function mustTypeCount(type: CommandType, total: number): boolean {
  return total > MANY || type === 'restart' || type === 'open_door';
}

/** Left out machines by reason, the most common first. */
export function byReason(skipped: SkippedDevice[]): { reason: SkippedDevice['reason']; ids: string[] }[] {
  const groups = new Map<SkippedDevice['reason'], string[]>();
  for (const { reason, device_id } of skipped) groups.set(reason, [...(groups.get(reason) ?? []), device_id]);
  return [...groups].map(([reason, ids]) => ({ reason, ids })).sort((a, b) => b.ids.length - a.ids.length);
}
