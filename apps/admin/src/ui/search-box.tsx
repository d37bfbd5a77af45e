import { useEffect, useRef, useState } from 'react';
import { Icon } from './icon';

const WAIT_MS = 300;

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** Asks while typing, after a short pause. The URL wins: when it changes (back, clear), the field follows. */
export function SearchBox({ label, value, onChange }: Props) {
  const [text, setText] = useState(value);
  const [given, setGiven] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (given !== value) {
    setGiven(value);
    if (value !== text.trim()) setText(value);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (next: string, wait: number) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(next.trim()), wait);
  };
  return (
    <div className="search-box">
      <Icon name="search" />
      <input
        type="search"
        className="form-control"
        data-search
        maxLength={100}
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => change(event.target.value, WAIT_MS)}
        onKeyDown={(event) => event.key === 'Enter' && change(text, 0)}
      />
    </div>
  );
}
