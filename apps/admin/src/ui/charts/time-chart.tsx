import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { ChartRow } from '../chart-table';
import { GRID, MARGIN, X_AXIS, Y_AXIS } from './chart-frame';
import { ChartTip } from './chart-tip';

interface Props {
  label: string;
  rows: ChartRow[];
  axis: (value: number) => string;
}

/** A measured value over time; where nothing was measured the line has a gap. */
export function TimeChart({ label, rows, axis }: Props) {
  return (
    <ResponsiveContainer width="100%" height={220}>
      <LineChart data={rows} margin={MARGIN} title={label} accessibilityLayer>
        <CartesianGrid {...GRID} />
        <XAxis {...X_AXIS} minTickGap={48} />
        <YAxis {...Y_AXIS} width={48} tickFormatter={axis} domain={['auto', 'auto']} tickCount={5} />
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
