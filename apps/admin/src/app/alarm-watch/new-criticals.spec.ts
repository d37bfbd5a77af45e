import {
  NONE,
  QUIET_MS,
  seen,
  withOpened,
  withUpdated,
  type NewCriticals,
  type OpenedAlarm,
} from './new-criticals';

const alarm = (alarm_id: number, severity: OpenedAlarm['severity'] = 'critical'): OpenedAlarm => ({
  alarm_id,
  device_id: `CM-${alarm_id}`,
  type: 'offline',
  severity,
});
const ids = ({ alarms }: NewCriticals) => alarms.map(({ alarm_id }) => alarm_id);

describe('new critical alarms', () => {
  it('ring once, and again only after a quiet while, however many come', () => {
    let state = NONE;
    const rang: number[] = [];
    for (let at = 0; at <= QUIET_MS + 1000; at += 1000) {
      const [next, rings] = withOpened(state, alarm(at), at);
      state = next;
      if (rings) rang.push(at);
    }
    expect(rang).toEqual([0, QUIET_MS]);
    expect(state.alarms).toHaveLength(QUIET_MS / 1000 + 2);
  });

  it('are told newest first, and each once', () => {
    const [one] = withOpened(NONE, alarm(1), 0);
    const [two] = withOpened(one, alarm(2), 1);
    const [again] = withOpened(two, alarm(1), 2);
    expect(ids(again)).toEqual([1, 2]);
  });

  it('leave out what is not critical, and what somebody has taken care of', () => {
    expect(withOpened(NONE, alarm(1, 'warn'), 0)).toEqual([NONE, false]);
    const [state] = withOpened(NONE, alarm(1), 0);
    const update = { alarm_id: 1, device_id: 'CM-1' };
    expect(ids(withUpdated(state, { ...update, status: 'open' }))).toEqual([1]);
    expect(ids(withUpdated(state, { ...update, status: 'ack' }))).toEqual([]);
    expect(ids(seen(state))).toEqual([]);
  });

  it('do not ring again soon after they were seen', () => {
    const [state] = withOpened(NONE, alarm(1), 0);
    expect(withOpened(seen(state), alarm(2), 1000)[1]).toBe(false);
  });
});
