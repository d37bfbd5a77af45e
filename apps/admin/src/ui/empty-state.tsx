import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../api/api-error';
import { Icon } from './icon';
import type { IconName } from './icon-paths';

interface Props {
  icon?: IconName;
  title: string;
  text?: string | undefined;
  action?: ReactNode;
}

export function EmptyState({ icon = 'inbox', title, text, action }: Props) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <p className="empty-title">{title}</p>
      {text && <p>{text}</p>}
      {action}
    </div>
  );
}

/** What happened, what to do, and the id to quote. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { code, requestId } = toApiError(error);
  if (code === 'FORBIDDEN')
    return <EmptyState icon="shield-lock" title={t('page.forbidden')} text={t('page.forbiddenText')} />;
  return (
    <div className="empty" role="alert">
      <Icon name="exclamation-triangle" />
      <p className="empty-title">{t(`error.${code}`)}</p>
      {requestId && (
        <p>
          {t('error.requestId')} <code>{requestId}</code>
        </p>
      )}
      {onRetry && (
        <button type="button" className="btn btn-plain" onClick={onRetry}>
          <Icon name="arrow-repeat" />
          {t('common.retry')}
        </button>
      )}
    </div>
  );
}
