import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setPageTitle } from './page-title';
import { ScopeLink } from './scope-link';

interface Props {
  title: string;
  /** Badges and the like beside the title. */
  beside?: ReactNode;
  count?: string | undefined;
  parents?: { label: string; to: string }[];
  actions?: ReactNode;
}

/** The page's `h1`: names the document, and takes the focus when a page opens, so that screen readers start there. */
export function PageHeader({ title, beside, count, parents = [], actions }: Props) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    setPageTitle(`${title} · ${t('app.name')}`);
  }, [title, t]);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.closest('nav, .bottom-bar, a')) {
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <header className="page-head">
      <div className="page-head-text">
        {parents.length > 0 && (
          <nav aria-label={t('page.breadcrumbs')}>
            <ol className="breadcrumbs">
              {parents.map(({ label, to }) => (
                <li key={to}>
                  <ScopeLink to={to}>{label}</ScopeLink>
                </li>
              ))}
            </ol>
          </nav>
        )}
        <div className="page-title">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {count && <span className="page-count">{count}</span>}
          {beside}
        </div>
      </div>
      {actions && <div className="row-gap">{actions}</div>}
    </header>
  );
}
