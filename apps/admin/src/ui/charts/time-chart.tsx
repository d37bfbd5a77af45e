import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { ChartRow } from '../chart-table';
import { ChartTip } from './chart-tip';

interface Props {
  label: string;
  rows: ChartRow[];
  axis: (value: number) => string;
}

const TICK = { fill: 'var(--muted)', fontSize: 11 };

/** A measured value over time; where nothing was measured the line has a gap. */
export function TimeChart({ label, rows, axis }: Props) {
  return (
    <ResponsiveContainer width="100%" height={220}>
      <LineChart
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
          minTickGap={48}
        />
        <YAxis
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width={48}
          tickFormatter={axis}
          domain={['auto', 'auto']}
          tickCount={5}
        />
        <Tooltip
          isAnimationActive={false}
          content={<ChartTip />}
          cursor={{ stroke: 'var(--control-border)' }}
        />
        <Line
          dataKey="value"
          stroke="var(--series-1)"
          strokeWidth={1.75}
          dot={false}
          connectNulls={false}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}
