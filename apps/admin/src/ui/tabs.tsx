import type { ReactNode } from 'react';
import { Link } from 'react-router';

export interface Tab {
  key: string;
  label: string;
  to: string;
  count?: ReactNode;
}

/** Tabs that are addresses, so they are links. */
export function Tabs({ tabs, active, label }: { tabs: Tab[]; active: string; label: string }) {
  return (
    <nav className="tabs" aria-label={label}>
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
