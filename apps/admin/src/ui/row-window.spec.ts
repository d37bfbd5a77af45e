import { ROW_PX, windowOf } from './row-window';

const SCREEN = 900;
const rows = ({ start, end }: { start: number; end: number }) => end - start;

describe('the window of a long table', () => {
  it('is the whole table when it is short', () => {
    expect(windowOf(40, -10_000, SCREEN)).toEqual({ start: 0, end: 40 });
  });

  it('holds every row on the screen wherever the reader is, and few others', () => {
    for (let top = 2000; top > -200 * ROW_PX; top -= 37) {
      const shown = windowOf(200, top, SCREEN);
      const first = Math.max(0, Math.floor(-top / ROW_PX));
      const last = Math.min(199, Math.floor((SCREEN - top) / ROW_PX));
      expect(shown.start).toBeLessThanOrEqual(first);
      expect(shown.end).toBeGreaterThan(last);
      expect(rows(shown)).toBeLessThanOrEqual(40);
    }
  });

  it('stands at the end when the reader is past it', () => {
    const past = windowOf(200, -1000 * ROW_PX, SCREEN);
    expect(past.end).toBe(200);
    expect(rows(past)).toBeGreaterThan(0);
  });
});
