import type { ReactNode } from 'react';
import { StatusMark, type Tone } from './status-mark';
import { TimeText } from './time-text';

export interface Happening {
  key: string | number;
  tone: Tone;
  title: ReactNode;
  at: string;
  note?: ReactNode;
}

export function Timeline({
  entries,
  zone,
  label,
}: {
  entries: Happening[];
  zone?: string | undefined;
  label: string;
}) {
  return (
    <ol className="timeline" aria-label={label}>
      {entries.map(({ key, tone, title, at, note }) => (
        <li key={key}>
          <StatusMark tone={tone} />
          <div>
            <div className="spread">
              <span>{title}</span>
              <span className="meta">
                <TimeText at={at} zone={zone} />
              </span>
            </div>
            {note && <div className="meta">{note}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
