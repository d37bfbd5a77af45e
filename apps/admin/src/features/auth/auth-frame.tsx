import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch, ThemeSwitch } from '../../ui/display-switches';
import { BrandMark } from '../../ui/icon';
import { setPageTitle } from '../../ui/page-title';

interface Props {
  /** Of the page. */
  title: string;
  /** Under the product's name. */
  lead?: string | undefined;
  footer?: ReactNode;
  children: ReactNode;
}

/** The card of those who are not signed in. */
export function AuthFrame({ title, lead, footer, children }: Props) {
  const { t } = useTranslation();
  useEffect(() => {
    setPageTitle(`${title} · ${t('app.name')}`);
  }, [t, title]);
  return (
    <div className="sign-in">
      <header className="sign-in-top">
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main className="sign-in-card">
        <div className="sign-in-brand">
          <BrandMark />
          <div>
            <h1>{t('app.name')}</h1>
            {lead && <p className="muted">{lead}</p>}
          </div>
        </div>
        {children}
      </main>
      <footer className="meta text-center">{footer}</footer>
    </div>
  );
}
