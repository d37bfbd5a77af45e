import { useTranslation } from 'react-i18next';
import type { CommandBatch } from '@coffee/contract/command-batches';
import type { Rollout } from '@coffee/contract/command-dispatch';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { StatusMark, type Tone } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';

/** The stages with the one that is open, and the rules that hold for all of them. */
export function BatchRollout({ batch }: { batch: CommandBatch }) {
  const { t } = useTranslation();
  const { rollout } = batch;
  if (!rollout) return null;
  return (
    <Card title={t('dispatch.rollout')}>
      <div className="stack">
        {rollout.stages.length > 1 && <Stages batch={batch} rollout={rollout} />}
        <Rules rollout={rollout} />
      </div>
    </Card>
  );
}

function Stages({ batch, rollout }: { batch: CommandBatch; rollout: Rollout }) {
  const { t } = useTranslation();
  const format = useFormat();
  const over = batch.status === 'completed';
  const open = over ? rollout.stages.length : (batch.stage ?? 0);
  const toneOf = (index: number): Tone => {
    if (index < open) return 'ok';
    if (index > open) return 'neutral';
    return batch.status === 'paused' ? 'maintenance' : 'busy';
  };
  return (
    <ol className="timeline" aria-label={t('dispatch.stages')}>
      {rollout.stages.map(({ percent, success_percent, bake_seconds }, index) => (
        <li key={percent} aria-current={index === open ? 'step' : undefined}>
          <StatusMark tone={toneOf(index)} />
          <div>
            <div className="spread">
              <span className={index > open ? 'muted' : 'cell-main'}>
                {t('dispatch.stageLine', {
                  percent: format.percent(percent / 100, 0),
                  machines: format.number(Math.ceil((batch.stats.total * percent) / 100)),
                })}
              </span>
              {index === open && batch.stage_started_at && (
                <span className="meta">
                  {t('dispatch.stageSince')} <TimeText at={batch.stage_started_at} />
                </span>
              )}
            </div>
            {index < rollout.stages.length - 1 && (
              <div className="meta">
                {t('dispatch.stageGate', {
                  percent: format.percent(success_percent / 100, 0),
                  time: format.duration(bake_seconds),
                })}
              </div>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Rules({ rollout }: { rollout: Rollout }) {
  const { t } = useTranslation();
  const { max_failure_percent: limit, min_sample = 1, per_minute: rate, quiet_hours: quiet } = rollout;
  return (
    <ul className="plain-list meta">
      {limit !== undefined && <li>{t('dispatch.say.limit', { percent: limit, sample: min_sample })}</li>}
      {rate !== undefined && <li>{t('dispatch.say.rate', { rate })}</li>}
      {quiet && <li>{t('dispatch.say.quiet', { from: quiet.from, to: quiet.to })}</li>}
    </ul>
  );
}
