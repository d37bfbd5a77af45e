import type { ChartRow } from '../chart-table';

interface Props {
  active?: boolean;
  payload?: readonly { payload?: ChartRow }[];
}

/** recharts hands over what is under the pointer or the keyboard's cursor. */
export function ChartTip({ active, payload }: Props) {
  const row = payload?.[0]?.payload;
  if (!active || !row) return null;
  return (
    <div className="chart-tip">
      <div className="meta">{row.label}</div>
      <strong>{row.text}</strong>
    </div>
  );
}
