import { type ReactNode, useEffect, useRef } from 'react';
import { Link } from 'react-router';

export interface Tab {
  key: string;
  label: string;
  to: string;
  count?: ReactNode;
}

/** Tabs that are addresses, so they are links. */
export function Tabs({ tabs, active, label }: { tabs: Tab[]; active: string; label: string }) {
  const strip = useRef<HTMLElement>(null);
  // Where a phone shows only some of them, the open one is among these. The page itself stays where it is.
  useEffect(() => {
    const open = strip.current?.querySelector<HTMLElement>('.active');
    if (strip.current && open)
      strip.current.scrollLeft = open.offsetLeft - (strip.current.clientWidth - open.offsetWidth) / 2;
  }, [active, tabs.length]);
  return (
    <nav ref={strip} className="tabs" aria-label={label}>
      {tabs.map(({ key, label: name, to, count }) => (
        <Link
          key={key}
          to={to}
          className={key === active ? 'active' : undefined}
          aria-current={key === active ? 'page' : undefined}
        >
          {name}
          {count}
        </Link>
      ))}
    </nav>
  );
}
