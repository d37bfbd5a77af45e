import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Permission } from '@coffee/contract/permissions';
import { useMay } from '../api/session';
import { EmptyState } from './empty-state';
import { PageHeader } from './page-header';

/** The page for those who may see it, and a plain word for the others. */
export function Guarded({
  permission,
  title,
  children,
}: {
  permission: Permission;
  title: string;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  if (useMay(permission)) return children;
  return (
    <div className="page">
      <PageHeader title={title} />
      <div className="card-box">
        <EmptyState icon="shield-lock" title={t('page.forbidden')} text={t('page.forbiddenText')} />
      </div>
    </div>
  );
}
