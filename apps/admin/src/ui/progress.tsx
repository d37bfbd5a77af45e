import type { Tone } from './status-mark';

/** A level from 0 to 100. Its own, because react-bootstrap's has no accessible name. */
export function Progress({ label, percent, tone }: { label: string; percent: number; tone: Tone }) {
  const shown = Math.max(0, Math.min(100, percent));
  return (
    <span
      className={`progress-line tone-${tone}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(shown)}
    >
      <span style={{ width: `${shown}%` }} />
    </span>
  );
}
