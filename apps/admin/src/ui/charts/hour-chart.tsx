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
import { ChartTip } from './chart-tip';

export interface ComparedRow extends ChartRow {
  before: number;
}

const TICK = { fill: 'var(--muted)', fontSize: 11 };

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
      <ComposedChart
        data={rows}
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        title={label}
        accessibilityLayer
      >
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="label"
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: 'var(--border)' }}
          minTickGap={16}
        />
        <YAxis
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width={44}
          tickFormatter={axis}
          allowDecimals={false}
        />
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
