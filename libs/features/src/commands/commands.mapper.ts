import type { CommandType } from '@coffee/contract/command-payloads';
import type { BatchPause, BatchState, BatchStats, CommandBatch } from '@coffee/contract/command-batches';
import type { Rollout } from '@coffee/contract/command-dispatch';
import {
  COMMAND_STATES,
  type Command,
  type CommandErrorCode,
  type CommandState,
  type HoldReason,
} from '@coffee/contract/commands';
import { HELD_FOR } from './command-conditions';

/** A command as `COMMAND_COLUMNS` selects it. */
export interface CommandRow {
  command_id: string;
  device_id: string;
  batch_id: string | null;
  type: CommandType;
  payload: Record<string, unknown>;
  status: CommandState;
  attempts: number;
  max_attempts: number;
  created_at: Date;
  expires_at: Date;
  lease_until: Date | null;
  sent_at: Date | null;
  acknowledged_at: Date | null;
  finished_at: Date | null;
  result: Record<string, unknown> | null;
  last_error: string | null;
  last_error_code: CommandErrorCode | null;
  late: boolean;
  cancel_requested: boolean;
  held_for: HoldReason | null;
  actor: string;
}

export const COMMAND_COLUMNS = `
  c.command_id, c.device_id, c.batch_id, c.type, c.payload, c.status, c.attempts, c.max_attempts, c.created_at,
  c.expires_at, c.lease_until, c.sent_at, c.acknowledged_at, c.finished_at, c.result, c.last_error,
  c.last_error_code, c.late, c.cancel_requested, c.actor, ${HELD_FOR} as held_for`;

export const COMMAND_JOINS = 'left join command_batches b on b.batch_id = c.batch_id';

const moment = (value: Date | null): string | null => value?.toISOString() ?? null;

export function toCommand(row: CommandRow): Command {
  return {
    command_id: row.command_id,
    device_id: row.device_id,
    batch_id: row.batch_id,
    type: row.type,
    payload: row.payload,
    status: row.status,
    attempts: row.attempts,
    max_attempts: row.max_attempts,
    issued_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    lease_until: moment(row.lease_until),
    sent_at: moment(row.sent_at),
    acknowledged_at: moment(row.acknowledged_at),
    finished_at: moment(row.finished_at),
    result: row.result,
    last_error: row.last_error,
    last_error_code: row.last_error_code,
    late: row.late,
    held_for: row.held_for,
    cancel_requested: row.cancel_requested,
    actor: row.actor,
  };
}

/** A batch as `BATCH_COLUMNS` selects it. */
export interface BatchRow extends BatchStats {
  batch_id: string;
  type: CommandType;
  payload: Record<string, unknown>;
  note: string | null;
  filter: Record<string, unknown> | null;
  status: BatchState;
  paused_reason: string | null;
  pause: BatchPause | null;
  rollout: Rollout | null;
  stage: number;
  stage_started_at: Date;
  merchant_id: number | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
  finished_at: Date | null;
}

const COUNTERS = ['total', ...COMMAND_STATES] as const;

export const BATCH_COLUMNS = `
  b.batch_id, b.type, b.payload, b.note, b.filter, b.status, b.paused_reason, b.pause, b.rollout, b.stage, b.stage_started_at,
  b.merchant_id, b.created_by, b.created_at, b.updated_at, b.finished_at,
  ${COUNTERS.map((counter) => `b.${counter}`).join(', ')}`;

export function toStats(row: BatchStats): BatchStats {
  return Object.fromEntries(COUNTERS.map((counter) => [counter, row[counter]])) as unknown as BatchStats;
}

export function toBatch(row: BatchRow): CommandBatch {
  return {
    batch_id: row.batch_id,
    command_type: row.type,
    payload: row.payload,
    note: row.note,
    status: row.status,
    stats: toStats(row),
    rollout: row.rollout,
    stage: row.rollout ? row.stage : null,
    stage_started_at: row.rollout ? row.stage_started_at.toISOString() : null,
    paused_reason: row.paused_reason,
    pause: row.pause,
    filter: row.filter,
    created_by: row.created_by,
    merchant_id: row.merchant_id,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    finished_at: moment(row.finished_at),
  };
}
