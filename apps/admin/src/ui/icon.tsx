import { ICON_PATHS, type IconName } from './icon-paths';

/** Decoration beside a text; an icon alone gets its name from the button around it. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon ${className}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {ICON_PATHS[name].split('|').map((path) => (
        <path key={path} d={path} fillRule="evenodd" />
      ))}
    </svg>
  );
}

/** The product's mark; the same drawing as favicon.svg. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#9A5B34" />
      <path d="M8 13h13v6a5.5 5.5 0 0 1-5.5 5.5h-2A5.5 5.5 0 0 1 8 19z" fill="#fff" />
      <path d="M21 14.5h1.5a3 3 0 0 1 0 6H21" fill="none" stroke="#fff" strokeWidth="2" />
      <path
        d="M12 10c0-1.6 1.6-1.6 1.6-3.2M16.4 10c0-1.6 1.6-1.6 1.6-3.2"
        fill="none"
        stroke="#fff"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
