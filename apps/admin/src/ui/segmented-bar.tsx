import { useFormat } from '../i18n/format';
import { ScopeLink } from './scope-link';
import { StatusMark, type Tone } from './status-mark';

export interface Segment {
  key: string;
  label: string;
  value: number;
  tone: Tone;
  to: string;
}

/** Shares of a whole; every share is a link to what it counts. */
export function SegmentedBar({ segments, label }: { segments: Segment[]; label: string }) {
  const format = useFormat();
  return (
    <div>
      <div className="segments" role="img" aria-label={label}>
        {segments
          .filter(({ value }) => value > 0)
          .map(({ key, value, tone }) => (
            <span key={key} className={`tone-${tone}`} style={{ flexGrow: value }} />
          ))}
      </div>
      <ul className="legend">
        {segments.map(({ key, label: name, value, tone, to }) => (
          <li key={key}>
            <ScopeLink to={to}>
              <StatusMark tone={tone} />
              {name}
              <span className="value">{format.number(value)}</span>
            </ScopeLink>
          </li>
        ))}
      </ul>
    </div>
  );
}
