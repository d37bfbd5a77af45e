import { useTranslation } from 'react-i18next';

/** What stands on screen until it is known what to show. */
export function Boot() {
  const { t } = useTranslation();
  return (
    <main className="boot">
      <span className="spinner-border muted" role="status" aria-label={t('common.loading')} />
    </main>
  );
}
