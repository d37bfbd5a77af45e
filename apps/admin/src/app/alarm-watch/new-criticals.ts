// Critical alarms that opened while somebody was looking elsewhere. The bell rings for the first of them and then keeps
// quiet for a while: a site that goes dark must not ring once per machine.
import type { LiveEventData } from '@coffee/contract/live';

export type OpenedAlarm = LiveEventData['alarm.opened'];
export const QUIET_MS = 30_000;

export interface NewCriticals {
  /** Newest first. */
  alarms: readonly OpenedAlarm[];
  /** When the bell rang last; milliseconds. */
  rangAt: number;
}

export const NONE: NewCriticals = { alarms: [], rangAt: -QUIET_MS };
/** More are counted by the menu; the banner needs no longer memory. */
const MAX_KEPT = 100;

/** With the alarm, and whether the bell rings for it. */
export function withOpened(state: NewCriticals, alarm: OpenedAlarm, now: number): [NewCriticals, boolean] {
  if (alarm.severity !== 'critical') return [state, false];
  const others = state.alarms.filter(({ alarm_id }) => alarm_id !== alarm.alarm_id);
  const rings = now - state.rangAt >= QUIET_MS;
  const alarms = [alarm, ...others].slice(0, MAX_KEPT);
  return [{ alarms, rangAt: rings ? now : state.rangAt }, rings];
}

/** Somebody takes care of it, or it is over: nothing to tell any more. */
export function withUpdated(
  state: NewCriticals,
  { alarm_id, status }: LiveEventData['alarm.updated'],
): NewCriticals {
  if (status === 'open' || !state.alarms.some((alarm) => alarm.alarm_id === alarm_id)) return state;
  return { ...state, alarms: state.alarms.filter((alarm) => alarm.alarm_id !== alarm_id) };
}

export function seen(state: NewCriticals): NewCriticals {
  return state.alarms.length === 0 ? state : { ...state, alarms: [] };
}
