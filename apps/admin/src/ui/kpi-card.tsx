import type { ReactNode } from 'react';
import { ScopeLink } from './scope-link';
import { Sparkline } from './sparkline';
import { Skeleton } from './skeleton';

interface Props {
  label: string;
  value: string | null;
  note?: ReactNode;
  trend?: (number | null)[] | undefined;
  to?: string;
}

/** A number with its name. `value` null: it is on its way. */
export function KpiCard({ label, value, note, trend, to }: Props) {
  const content = (
    <>
      <span className="kpi-label">{label}</span>
      <span className="kpi-value">{value ?? <Skeleton width="70%" />}</span>
      {(note || trend) && (
        <span className="kpi-foot">
          <span>{note}</span>
          {trend && <Sparkline values={trend} />}
        </span>
      )}
    </>
  );
  if (!to) return <div className="card-box kpi">{content}</div>;
  return (
    <ScopeLink className="card-box kpi" to={to}>
      {content}
    </ScopeLink>
  );
}
