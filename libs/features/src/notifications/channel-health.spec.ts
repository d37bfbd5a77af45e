import { NOT_SENT, SENT } from '@coffee/platform/webhooks';
import {
  type ChannelHealth,
  FAILING_DAYS,
  FORGOTTEN_DAYS,
  HEALTHY,
  judgeAttempt,
  MOST_FAILURES,
} from './channel-health';

const START = Date.parse('2026-03-01T08:00:00Z');
const DAY = 86_400_000;
const at = (days: number) => new Date(START + days * DAY);
const refused = NOT_SENT('HTTP_STATUS', 'The receiver answered 500', { statusCode: 500 });
const failing = (failures: number, since: number, last: number): ChannelHealth => ({
  failures,
  failingSince: at(since),
  lastFailedAt: at(last),
});
const judge = (before: ChannelHealth, days: number, outcome = refused, isTest = false) =>
  judgeAttempt(before, outcome, at(days), isTest);

describe('the health of a channel', () => {
  it('keeps it on after very many failures of a few days, and after a few of very many days', () => {
    expect(judge(failing(1_000, 0, FAILING_DAYS - 1), FAILING_DAYS - 0.01).switchOff).toBeNull();
    expect(judge(failing(MOST_FAILURES - 2, 0, 8), 9).switchOff).toBeNull();
  });

  it('switches it off once both are reached', () => {
    const { health, switchOff } = judge(failing(MOST_FAILURES - 1, 0, 4), FAILING_DAYS);
    expect(switchOff).toBe('failing');
    expect(health).toEqual(failing(MOST_FAILURES, 0, FAILING_DAYS));
  });

  it('begins anew after a success, and after a time of which nothing is known', () => {
    expect(judge(failing(19, 0, 4), 5, SENT(200))).toEqual({ health: HEALTHY, switchOff: null });
    const later = 4 + FORGOTTEN_DAYS;
    expect(judge(failing(19, 0, 4), later)).toEqual({ health: failing(1, later, later), switchOff: null });
  });

  it('switches it off at once where the receiver is gone, also when a test finds that', () => {
    const gone = NOT_SENT('HTTP_STATUS', 'The receiver answered 410', { statusCode: 410, isFinal: true });
    expect(judge(HEALTHY, 0, gone).switchOff).toBe('gone');
    expect(judge(HEALTHY, 0, gone, true).switchOff).toBe('gone');
  });

  it('counts neither tests nor faults of our own', () => {
    const before = failing(19, 0, 4);
    expect(judge(before, 6, refused, true)).toEqual({ health: before, switchOff: null });
    for (const code of ['NOT_CONFIGURED', 'SECRET_UNREADABLE', 'INTERNAL'] as const)
      expect(judge(before, 6, NOT_SENT(code, ''))).toEqual({ health: before, switchOff: null });
  });
});
