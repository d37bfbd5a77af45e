import type { Bin } from '@coffee/contract/devices';
import type { Movement } from '@coffee/contract/stock';
import { hoursLeft, type Profile } from './forecast';

export interface BinRow {
  device_id: string;
  bin_index: number;
  material: { id: number; code: string; name: string; type: string; unit: string } | null;
  remaining: number;
  capacity: number | null;
  unit: string | null;
  threshold_low_pct: number;
  is_low: boolean;
  bound_at: Date | null;
  reported_at: Date | null;
  reported_material_code: string | null;
  reported_remaining: number | null;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

export function shareOf({ remaining, capacity }: { remaining: number; capacity: number | null }) {
  return capacity !== null && capacity > 0 ? Math.round((remaining / capacity) * 1000) / 10 : null;
}

/** How long a level lasts; null where use is not known. */
export function lasting(profile: Profile | undefined, remaining: number, now: Date) {
  const hours = profile ? hoursLeft(profile, remaining, now) : null;
  const perCup = profile?.perCup ?? null;
  return {
    hours_left: hours === null ? null : tenth(hours),
    cups_left: perCup === null ? null : Math.max(0, Math.floor(remaining / perCup)),
  };
}

export function toBin(row: BinRow, profile: Profile | undefined, now: Date): Bin {
  return {
    bin_index: row.bin_index,
    material_code: row.material?.code ?? null,
    material: row.material,
    remaining: row.remaining,
    capacity: row.capacity,
    unit: row.unit,
    threshold_low_pct: row.threshold_low_pct,
    remaining_pct: shareOf(row),
    is_low: row.is_low,
    ...lasting(profile, row.remaining, now),
    is_bound: row.bound_at !== null,
    reported_at: row.reported_at?.toISOString() ?? null,
    reported_material_code: row.reported_material_code,
    reported_remaining: row.reported_remaining,
  };
}

export interface MovementRow {
  device_id: string;
  bin_index: number;
  seq: number;
  type: Movement['type'];
  cause: Movement['cause'];
  material_code: string | null;
  material_name: string | null;
  unit: string | null;
  amount: number;
  balance: number;
  expected: number | null;
  order_id: string | null;
  actor: string | null;
  note: string | null;
  occurred_at: Date;
  recorded_at: Date;
}

export function toMovement(row: MovementRow): Movement {
  return {
    device_id: row.device_id,
    bin_index: row.bin_index,
    seq: row.seq,
    type: row.type,
    cause: row.cause,
    material_code: row.material_code,
    material_name: row.material_name,
    unit: row.unit,
    amount: row.amount,
    balance: row.balance,
    expected: row.expected,
    reported: row.expected === null ? null : row.balance,
    order_id: row.order_id,
    actor: row.actor,
    note: row.note,
    occurred_at: row.occurred_at.toISOString(),
    recorded_at: row.recorded_at.toISOString(),
  };
}
