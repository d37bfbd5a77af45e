import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Bin } from '@coffee/contract/devices';
import { useFormat } from '../../i18n/format';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { SkeletonLines } from '../../ui/skeleton';
import { Badge } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';
import { BinLevel, binTone, useBinName } from './bin-level';
import { binsQuery } from './devices.queries';

interface Props {
  deviceId: string;
  zone: string | undefined;
}

/** The bins as they stand in the machine. */
export function DeviceBins({ deviceId, zone }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(binsQuery(deviceId));
  if (!data) {
    return (
      <div className="card-box card-body">
        {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <SkeletonLines />}
      </div>
    );
  }
  if (data.items.length === 0) {
    return (
      <div className="card-box">
        <EmptyState icon="box-seam" title={t('devices.noBins')} text={t('devices.noBinsText')} />
      </div>
    );
  }
  return (
    <div className="bins">
      {data.items.map((bin) => (
        <BinCard key={bin.bin_index} bin={bin} zone={zone} />
      ))}
    </div>
  );
}

const HOUR_SECONDS = 3600;

function BinCard({ bin, zone }: { bin: Bin; zone: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useBinName();
  const unit = bin.unit ?? bin.material?.unit ?? '';
  // Machines report levels with the noise of floating point.
  const amount = (value: number) => `${format.number(value, 1)} ${unit}`.trim();
  const over = (bin.remaining_pct ?? 0) > 100;
  return (
    <section className="bin" aria-label={t('devices.bin', { index: bin.bin_index })}>
      <div className="bin-head">
        <div>
          <span className="meta">{t('devices.bin', { index: bin.bin_index })}</span>
          <h2>{bin.material_code ? nameOf(bin) : t('devices.emptyBin')}</h2>
          {bin.material_code && <code className="meta">{bin.material_code}</code>}
        </div>
        {bin.is_low && <Badge tone={binTone(bin)}>{t('devices.low')}</Badge>}
        {over && <Badge tone="busy">{t('devices.over')}</Badge>}
      </div>
      {bin.material_code && (
        <>
          <div className="spread">
            <span className="bin-percent">
              {bin.remaining_pct === null ? '–' : format.percent(bin.remaining_pct / 100, 0)}
            </span>
            <span className="muted">
              {bin.capacity === null
                ? amount(bin.remaining)
                : t('devices.amount', {
                    remaining: format.number(bin.remaining, 1),
                    capacity: amount(bin.capacity),
                  })}
            </span>
          </div>
          <BinLevel bin={bin} />
          <div className="spread meta">
            <span>{t('devices.threshold', { percent: format.percent(bin.threshold_low_pct / 100, 0) })}</span>
            {bin.hours_left !== null && (
              <span>{t('devices.hoursLeft', { time: format.duration(bin.hours_left * HOUR_SECONDS) })}</span>
            )}
          </div>
          <span className="meta">
            {t('devices.reported')} <TimeText at={bin.reported_at} zone={zone} />
          </span>
        </>
      )}
    </section>
  );
}
