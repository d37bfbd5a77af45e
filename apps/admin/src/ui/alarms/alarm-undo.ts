// Takes back an acknowledgement or a shelf by the server's own inverse act. What somebody has done since stays done: the
// server refuses, and the person is told.
import type { Alarm, BulkAlarms, BulkAlarmsAnswer } from '@coffee/contract/alarms';
import { api } from '../../api/client';

export type UndoableAction = 'ack' | 'shelve';

/** Until when each was shelved before, by that time: null for those that were not. */
function byFormerShelf(rows: readonly Alarm[], now: number): Map<string | null, number[]> {
  const groups = new Map<string | null, number[]>();
  for (const { id, shelved_until } of rows) {
    const former = shelved_until !== null && Date.parse(shelved_until) > now ? shelved_until : null;
    groups.set(former, [...(groups.get(former) ?? []), id]);
  }
  return groups;
}

/** The acts that bring the rows back to how they were before `action`. */
export function inverseOf(action: UndoableAction, rows: readonly Alarm[], now: number): BulkAlarms[] {
  if (rows.length === 0) return [];
  if (action === 'ack') return [{ ids: rows.map(({ id }) => id), action: 'unack' }];
  return [...byFormerShelf(rows, now)].map(([until, ids]) => ({ ids, action: 'shelve', until }));
}

/** How many could not be taken back. */
export async function takeBack(action: UndoableAction, rows: readonly Alarm[]): Promise<number> {
  let failed = 0;
  for (const body of inverseOf(action, rows, Date.now())) {
    const answer = await api<BulkAlarmsAnswer>('POST', '/alarms/bulk', { body });
    failed += answer.failed.length;
  }
  return failed;
}
