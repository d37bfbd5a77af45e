import type { TaskLogPage } from '@coffee/contract/tasks';
import { withLater } from './tasks.queries';

const page = (lines: number[], span: [number, number], has: [boolean, boolean]): TaskLogPage => ({
  items: lines.map((line) => ({
    line,
    at: '2026-03-31T08:00:00.000Z',
    attempt: 1,
    level: 'info',
    code: 'cup',
    message: `Cup ${line}`,
    details: {},
  })),
  log: { first_line: span[0], last_line: span[1], expires_at: null, expired: false },
  has_earlier: has[0],
  has_later: has[1],
});

describe('the log of a task on screen', () => {
  it('grows at its end, holds each line once, and remembers whether there are earlier ones', () => {
    const grown = withLater(page([3, 4], [1, 4], [true, false]), page([4, 5, 6], [1, 7], [false, true]));
    expect(grown.items.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
    expect([grown.has_earlier, grown.has_later, grown.log.last_line]).toEqual([true, true, 7]);
  });

  it('keeps lines that the server has dropped meanwhile', () => {
    const grown = withLater(page([1, 2], [1, 2], [false, false]), page([3], [3, 3], [true, false]));
    expect(grown.items.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(grown.has_earlier).toBe(false);
  });
});
