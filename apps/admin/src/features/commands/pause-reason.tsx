import { useTranslation } from 'react-i18next';
import type { BatchPause } from '@coffee/contract/command-batches';
import { useFormat } from '../../i18n/format';

/** Why a dispatch paused by itself. */
export function PauseReason({ pause }: { pause: BatchPause }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { code, failed, outcomes, max_failure_percent } = pause;
  const words = {
    failed: format.number(failed),
    outcomes: format.number(outcomes),
    limit: format.percent(max_failure_percent / 100, 0),
  };
  return (
    <>
      <strong>{t('dispatch.pausedItself')}</strong> {t(`dispatch.pauseReason.${code}`, words)}
    </>
  );
}
