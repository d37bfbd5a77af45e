// What all charts over time have in common, as properties of recharts' own parts.

/** Room for the highest label and the last one. */
export const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 };
const TICK = { fill: 'var(--muted)', fontSize: 11 };

export const GRID = { vertical: false, stroke: 'var(--border)' };
export const X_AXIS = {
  dataKey: 'label',
  tick: TICK,
  tickLine: false,
  axisLine: { stroke: 'var(--border)' },
};
export const Y_AXIS = { tick: TICK, tickLine: false, axisLine: false };
