import type { ReactNode } from 'react';
import { StatusMark, type Tone } from './status-mark';

export function Notice({
  tone,
  children,
  alert = false,
}: {
  tone: Tone;
  children: ReactNode;
  alert?: boolean;
}) {
  return (
    <div className={`notice tone-${tone}`} role={alert ? 'alert' : undefined}>
      <StatusMark tone={tone} />
      <div>{children}</div>
    </div>
  );
}
