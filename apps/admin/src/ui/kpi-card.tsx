import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from './hint';
import { ScopeLink } from './scope-link';
import { Sparkline } from './sparkline';
import { Skeleton } from './skeleton';

interface Props {
  label: string;
  value: string | null;
  note?: ReactNode;
  trend?: (number | null)[] | undefined;
  to?: string;
  /** What the number means. */
  hint?: ReactNode;
}

/** A number with its name. `value` null: it is on its way. */
export function KpiCard({ label, value, note, trend, to, hint }: Props) {
  const { t } = useTranslation();
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
  const card = to ? (
    <ScopeLink className="card-box kpi" to={to}>
      {content}
    </ScopeLink>
  ) : (
    <div className="card-box kpi">{content}</div>
  );
  if (!hint) return card;
  // Beside the card and not in it: a button cannot stand in a link.
  return (
    <div className="kpi-hinted">
      {card}
      <Hint label={t('overview.about', { name: label })}>{hint}</Hint>
    </div>
  );
}
