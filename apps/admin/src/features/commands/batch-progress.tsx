import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { CommandBatch } from '@coffee/contract/command-batches';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { useNow } from '../../ui/clock';
import { withChange } from '../../ui/list-state';
import { SegmentedBar } from '../../ui/segmented-bar';
import { doneOf, shares, successRate } from './batch-stats';
import { perMinute, secondsLeft, withSample, type Sample } from './pace';

/** Finished commands a minute, as this page has seen them finish. */
function usePace(done: number): number | null {
  const now = useNow();
  const [samples, setSamples] = useState<Sample[]>([]);
  useEffect(() => setSamples((before) => withSample(before, { at: Date.now(), done })), [done, now]);
  return perMinute(samples);
}

export function BatchProgress({ batch }: { batch: CommandBatch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [search] = useSearchParams();
  const { stats } = batch;
  const done = doneOf(stats);
  const share = stats.total === 0 ? 1 : done / stats.total;
  return (
    <Card
      title={t('dispatch.progress')}
      actions={
        <span className="meta">
          {t('dispatch.doneOf', { done: format.number(done), total: format.number(stats.total) })}
        </span>
      }
    >
      <div className="stack">
        <Figures batch={batch} done={done} share={share} />
        <div className="batch-legend">
          <SegmentedBar
            label={t('dispatch.byState')}
            segments={shares(stats)
              .filter(({ count }) => count > 0)
              .map(({ state, count, tone }) => ({
                key: state,
                label: t(`commandState.${state}`),
                value: count,
                tone,
                to: `?${withChange(search, { status: state, page: null }).toString()}`,
              }))}
          />
        </div>
      </div>
    </Card>
  );
}

function Figures({ batch, done, share }: { batch: CommandBatch; done: number; share: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rate = usePace(done);
  const good = successRate(batch.stats);
  const left = secondsLeft(batch.stats.total - done, rate);
  const moves = batch.status === 'running' && done < batch.stats.total;
  const figures: [string, string][] = [
    [t('dispatch.done'), format.percent(share)],
    [t('dispatch.successRate'), good === null ? '–' : format.percent(good)],
  ];
  if (moves) {
    figures.push(
      [t('dispatch.rate'), rate === null ? '…' : t('dispatch.rateValue', { rate: format.number(rate, 1) })],
      [
        t('dispatch.left'),
        left === null ? (rate === null ? '…' : t('dispatch.leftUnknown')) : format.duration(left),
      ],
    );
  }
  return (
    <dl className="figures">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
