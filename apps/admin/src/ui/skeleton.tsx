import { useTranslation } from 'react-i18next';

export function Skeleton({ width = '60%' }: { width?: string }) {
  return <span className="skeleton" style={{ width }} />;
}

/** Lines in the place of a card's content while it comes. */
export function SkeletonLines({ count = 4 }: { count?: number }) {
  const { t } = useTranslation();
  return (
    <div className="stack" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} width={`${90 - ((index * 17) % 45)}%`} />
      ))}
    </div>
  );
}
