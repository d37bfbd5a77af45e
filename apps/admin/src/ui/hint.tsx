import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { Icon } from './icon';

interface Props {
  /** What it explains, for who cannot see where it stands. */
  label: string;
  children: ReactNode;
}

/** A word of explanation, shown while the sign is pointed at or focused; Escape puts it away. */
export function Hint({ label, children }: Props) {
  const id = useId();
  const dismiss = (event: KeyboardEvent<HTMLButtonElement>) => {
    if (event.key === 'Escape') event.currentTarget.blur();
  };
  return (
    <span className="hint">
      <button type="button" aria-label={label} aria-describedby={id} onKeyDown={dismiss}>
        <Icon name="info-circle" />
      </button>
      <span className="hint-text" role="tooltip" id={id}>
        {children}
      </span>
    </span>
  );
}
