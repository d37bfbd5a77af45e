/** The seven meanings of colour. Each has a shape, so that colour never carries it alone. */
export type Tone = 'ok' | 'busy' | 'minor' | 'major' | 'critical' | 'neutral' | 'maintenance';

function Shape({ tone }: { tone: Tone }) {
  switch (tone) {
    case 'ok':
      return (
        <>
          <circle cx="6" cy="6" r="6" fill="currentColor" />
          <path className="cut" d="m3.4 6.2 1.8 1.8 3.4-3.8" strokeWidth="1.5" />
        </>
      );
    case 'busy':
      return (
        <>
          <circle
            cx="6"
            cy="6"
            r="4.9"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.9"
            strokeDasharray="24 7"
          />
          <circle cx="6" cy="6" r="1.9" fill="currentColor" />
        </>
      );
    case 'minor':
      return <path d="M6 0 12 6 6 12 0 6z" fill="currentColor" />;
    case 'major':
      return (
        <>
          <path d="M6 .4 12 11.4H0z" fill="currentColor" />
          <path className="cut" d="M6 4.2v3.2M6 8.9v1" strokeWidth="1.3" />
        </>
      );
    case 'critical':
      return (
        <>
          <path d="M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5z" fill="currentColor" />
          <path className="cut" d="m4 4 4 4M8 4 4 8" strokeWidth="1.4" />
        </>
      );
    case 'maintenance':
      return <path d="M1.5 1h3.2v10H1.5zM7.3 1h3.2v10H7.3z" fill="currentColor" />;
    default:
      return <circle cx="6" cy="6" r="4.8" fill="none" stroke="currentColor" strokeWidth="2" />;
  }
}

export function StatusMark({ tone }: { tone: Tone }) {
  return (
    <svg className={`status-mark tone-${tone}`} viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <Shape tone={tone} />
    </svg>
  );
}

export function Badge({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  return (
    <span className={`badge-status tone-${tone}`}>
      <StatusMark tone={tone} />
      {children}
    </span>
  );
}
