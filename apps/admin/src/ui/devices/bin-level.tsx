import { useTranslation } from 'react-i18next';
import type { Bin } from '@coffee/contract/devices';
import { useFormat } from '../../i18n/format';
import { Progress } from '../progress';
import { Badge, type Tone } from '../status-mark';

/** What a level needs of a bin, whatever list it stands in. */
export type Level = Pick<
  Bin,
  'bin_index' | 'remaining' | 'remaining_pct' | 'is_low' | 'threshold_low_pct' | 'unit'
>;

export function binTone(bin: Level): Tone {
  if (bin.remaining <= 0) return 'critical';
  return bin.is_low ? 'minor' : 'ok';
}

/** Amounts with their unit; machines and recipes know tenths at best. */
export function useAmount(): (value: number, unit: string | null) => string {
  const format = useFormat();
  return (value, unit) => `${format.number(value, 1)} ${unit ?? ''}`.trim();
}

/** The level with the line under which it counts as low. */
export function BinLevel({ bin, threshold = true }: { bin: Level; threshold?: boolean }) {
  const { t } = useTranslation();
  if (bin.remaining_pct === null) return <span className="meta">{t('devices.unknownLevel')}</span>;
  return (
    <div className="bin-level">
      <Progress
        label={t('devices.level', { index: bin.bin_index })}
        percent={bin.remaining_pct}
        tone={binTone(bin)}
      />
      {threshold && (
        <span className="bin-threshold" style={{ left: `${Math.min(100, bin.threshold_low_pct)}%` }} />
      )}
    </div>
  );
}

/** What is odd about a level, in words: below nothing, low, above what fits. */
export function BinBadges({ bin }: { bin: Level }) {
  const { t } = useTranslation();
  return (
    <>
      {bin.remaining < 0 && <Badge tone="critical">{t('stock.belowZero')}</Badge>}
      {bin.is_low && bin.remaining >= 0 && <Badge tone={binTone(bin)}>{t('devices.low')}</Badge>}
      {(bin.remaining_pct ?? 0) > 100 && <Badge tone="busy">{t('devices.over')}</Badge>}
    </>
  );
}
