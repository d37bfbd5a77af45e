import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { ChartRow } from '../chart-table';
import { GRID, MARGIN, X_AXIS, Y_AXIS } from './chart-frame';
import { ChartTip } from './chart-tip';

export interface ComparedRow extends ChartRow {
  before: number;
}

/** Bars of one day, and the day it is compared with as a dashed line, which is told by its dashes, not by its hue. */
export function HourChart({
  label,
  rows,
  axis,
}: {
  label: string;
  rows: ComparedRow[];
  axis: (value: number) => string;
}) {
  return (
    <ResponsiveContainer width="100%" height={200}>
      <ComposedChart data={rows} margin={MARGIN} title={label} accessibilityLayer>
        <CartesianGrid {...GRID} />
        <XAxis {...X_AXIS} minTickGap={16} />
        <YAxis {...Y_AXIS} width={44} tickFormatter={axis} allowDecimals={false} />
        <Tooltip
          isAnimationActive={false}
          content={<ChartTip />}
          cursor={{ fill: 'var(--surface-sunken)', stroke: 'var(--border)' }}
        />
        <Bar
          dataKey="value"
          fill="var(--series-2)"
          radius={[3, 3, 0, 0]}
          maxBarSize={18}
          isAnimationActive={false}
        />
        <Line
          dataKey="before"
          stroke="var(--series-other)"
          strokeWidth={1.75}
          strokeDasharray="5 4"
          dot={false}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
