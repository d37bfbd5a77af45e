import { useEffect, useRef, type ReactNode } from 'react';

/** Lights up for a second when `value` changes while on screen; never for those who asked for less motion. */
export function Flash({ value, children }: { value: unknown; children: ReactNode }) {
  const element = useRef<HTMLSpanElement>(null);
  const before = useRef(value);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const colour = getComputedStyle(document.documentElement).getPropertyValue('--flash').trim();
    element.current?.animate?.(
      [{ boxShadow: `0 0 0 4px ${colour}`, background: colour }, { boxShadow: '0 0 0 4px transparent' }],
      {
        duration: 1000,
        easing: 'ease-out',
      },
    );
  }, [value]);
  return (
    <span ref={element} className="flash">
      {children}
    </span>
  );
}
