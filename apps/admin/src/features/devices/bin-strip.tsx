import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { ErrorState } from '../../ui/empty-state';
import { BinLevel } from '../../ui/devices/bin-level';
import { ScopeLink } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { binsQuery } from './devices.queries';

/** All levels of a machine at a glance. */
export function BinStrip({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery(binsQuery(deviceId));
  const bound = data?.items.filter(({ material_code }) => material_code !== null);
  return (
    <Card
      title={t('devices.binsTitle')}
      actions={
        <ScopeLink to={`/devices/${encodeURIComponent(deviceId)}/bins`}>{t('devices.allBins')}</ScopeLink>
      }
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonLines count={3} />}
      {bound?.length === 0 && <span className="muted">{t('devices.noBins')}</span>}
      <div className="bin-strip">
        {bound?.map((bin) => (
          <div key={bin.bin_index}>
            <div className="spread">
              <span>{bin.material?.name ?? bin.material_code}</span>
              <span className="meta">
                {bin.remaining_pct === null ? '–' : format.percent(bin.remaining_pct / 100, 0)}
              </span>
            </div>
            <BinLevel bin={bin} threshold={false} />
          </div>
        ))}
      </div>
    </Card>
  );
}
