import { useTranslation } from 'react-i18next';
import { Link, useRouteError } from 'react-router';
import { EmptyState } from '../ui/empty-state';
import { PageHeader } from '../ui/page-header';

/** A page that broke, or a chunk of an older release that is gone: the rest of the product stays in reach. */
export function ErrorPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  const detail = error instanceof Error ? error.message : undefined;
  return (
    <div className="page">
      <PageHeader title={t('page.broken')} />
      <div className="card-box" role="alert">
        <EmptyState
          icon="exclamation-triangle"
          title={t('page.brokenText')}
          text={detail}
          action={
            <button type="button" className="btn btn-primary" onClick={() => window.location.reload()}>
              {t('page.reload')}
            </button>
          }
        />
      </div>
    </div>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <PageHeader title={t('page.notFound')} />
      <div className="card-box">
        <EmptyState
          icon="question-circle"
          title={t('page.notFoundText')}
          action={
            <Link className="btn btn-plain" to="/">
              {t('page.toOverview')}
            </Link>
          }
        />
      </div>
    </div>
  );
}
