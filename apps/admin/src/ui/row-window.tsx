// Of a long table only the rows near the screen are in the page: each change of a row lays out and paints few others.
import { useEffect, useState, type RefObject } from 'react';

/** Every row of a windowed table has this height: see `.data-table.windowed`. */
export const ROW_PX = 58;
/** Shorter tables are drawn whole. */
export const WHOLE_UP_TO = 40;
/** The window moves by so many rows, and reaches at least as many beyond the screen. */
const STEP = 8;

interface RowWindow {
  start: number;
  end: number;
}

/** Which of `count` rows to draw for a body whose first row would be `top` pixels below the screen's upper edge. */
export function windowOf(count: number, top: number, screen: number): RowWindow {
  if (count <= WHOLE_UP_TO) return { start: 0, end: count };
  const first = Math.floor(-top / ROW_PX / STEP) * STEP;
  const shown = Math.ceil(screen / ROW_PX / STEP) * STEP;
  const end = Math.min(count, Math.max(first, 0) + shown + 2 * STEP);
  return { start: Math.max(0, Math.min(first - STEP, end - shown - 2 * STEP)), end };
}

/** The rows of `body` to draw now; all of them where windows are not wanted. */
export function useRowWindow(
  body: RefObject<HTMLElement | null>,
  count: number,
  windowed: boolean,
): RowWindow {
  const [top, setTop] = useState(0);
  const watching = windowed && count > WHOLE_UP_TO;
  useEffect(() => {
    if (!watching) return;
    const look = () => {
      const px = body.current?.getBoundingClientRect().top ?? 0;
      // Only by whole steps, so that scrolling within one draws nothing again.
      setTop(Math.ceil(px / ROW_PX / STEP) * STEP * ROW_PX);
    };
    look();
    const options = { capture: true, passive: true };
    window.addEventListener('scroll', look, options);
    window.addEventListener('resize', look, options);
    return () => {
      window.removeEventListener('scroll', look, options);
      window.removeEventListener('resize', look, options);
    };
  }, [body, watching]);
  return watching ? windowOf(count, top, window.innerHeight) : { start: 0, end: count };
}

/** The room of rows that are not drawn. */
export function Spacer({ rows, columns }: { rows: number; columns: number }) {
  if (rows === 0) return null;
  return (
    <tr aria-hidden="true" className="row-spacer">
      <td colSpan={columns} style={{ height: rows * ROW_PX }} />
    </tr>
  );
}
