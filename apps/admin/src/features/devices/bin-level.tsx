import { useTranslation } from 'react-i18next';
import type { Bin } from '@coffee/contract/devices';
import { Progress } from '../../ui/progress';
import type { Tone } from '../../ui/status-mark';

export function binTone(bin: Bin): Tone {
  if (bin.remaining_pct !== null && bin.remaining_pct <= 0) return 'critical';
  return bin.is_low ? 'minor' : 'ok';
}

export function useBinName(): (bin: Bin) => string {
  const { t } = useTranslation();
  return (bin) => bin.material?.name ?? bin.material_code ?? t('devices.bin', { index: bin.bin_index });
}

/** The level with the line under which it counts as low. */
export function BinLevel({ bin, threshold = true }: { bin: Bin; threshold?: boolean }) {
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
