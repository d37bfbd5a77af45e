import {
  Bar,
  BarChart,
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { ChartRow } from '../chart-table';
import { GRID, MARGIN, X_AXIS, Y_AXIS } from './chart-frame';
import { ChartTip } from './chart-tip';

interface Props {
  label: string;
  rows: ChartRow[];
  kind: 'bar' | 'line';
  series: 1 | 2 | 3;
  axis: (value: number) => string;
  /** A share of a whole: the axis runs from 0 to 1. */
  share: boolean;
}

/** One value a day. Days without a measurement stay empty. */
export function DayChart({ label, rows, kind, series, axis, share }: Props) {
  const colour = `var(--series-${series})`;
  const frame = (
    <>
      <CartesianGrid {...GRID} />
      <XAxis {...X_AXIS} minTickGap={16} />
      <YAxis
        {...Y_AXIS}
        width={44}
        tickFormatter={axis}
        tickCount={4}
        {...(share ? { domain: [0, 1] as [number, number], ticks: [0, 0.25, 0.5, 0.75, 1] } : {})}
      />
      <Tooltip
        isAnimationActive={false}
        content={<ChartTip />}
        cursor={{ fill: 'var(--surface-sunken)', stroke: 'var(--border)' }}
      />
    </>
  );
  return (
    <ResponsiveContainer width="100%" height={200}>
      {kind === 'bar' ? (
        <BarChart data={rows} margin={MARGIN} title={label} accessibilityLayer>
          {frame}
          <Bar
            dataKey="value"
            fill={colour}
            radius={[3, 3, 0, 0]}
            maxBarSize={36}
            isAnimationActive={false}
          />
        </BarChart>
      ) : (
        <LineChart data={rows} margin={MARGIN} title={label} accessibilityLayer>
          {frame}
          <Line
            dataKey="value"
            stroke={colour}
            strokeWidth={2}
            dot={{ r: 2.5, fill: colour, strokeWidth: 0 }}
            connectNulls={false}
            isAnimationActive={false}
          />
        </LineChart>
      )}
    </ResponsiveContainer>
  );
}
