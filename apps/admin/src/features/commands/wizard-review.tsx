import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PHYSICAL_COMMANDS } from '@coffee/contract/commands';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { useDeviceFilters } from '../../ui/devices/device-filters';
import { chipsOf } from '../../ui/filters';
import { Icon } from '../../ui/icon';
import type { ListState } from '../../ui/list-state';
import { Notice } from '../../ui/notice';
import { SkeletonLines } from '../../ui/skeleton';
import { mustTypeCount, parseIds } from './dispatch-form';
import { PreviewPanel } from './preview-panel';
import type { Dispatch } from './use-dispatch';

/** Says in one paragraph what is about to happen, and takes the number of machines as the signature. */
export function WizardReview({ dispatch }: { dispatch: Dispatch }) {
  const { t } = useTranslation();
  const { type, preview } = dispatch;
  const total = preview.query.data?.total;
  return (
    <div className="detail">
      <Card title={t('dispatch.reviewTitle')}>
        {type && total !== undefined ? <Signature dispatch={dispatch} total={total} /> : <SkeletonLines />}
      </Card>
      <PreviewPanel query={preview.query} />
    </div>
  );
}

/** Whom it is for, in words. */
function useWhom(dispatch: Dispatch, total: number): string {
  const { t } = useTranslation();
  const format = useFormat();
  const { target, list, values } = dispatch;
  const filters = useDeviceFilters(list.values.merchant_id);
  const count = { count: total, total: format.number(total) };
  if (target.by === 'ids') {
    return t('dispatch.whom.ids', { ...count, named: format.number(parseIds(values.device_ids).length) });
  }
  const words = { yes: t('common.yes'), no: t('common.no') };
  const chips = chipsOf(filters, list.values as ListState['values'], words).map(({ label }) => label);
  const { query } = list.values;
  if (query) chips.unshift(`"${query}"`);
  return chips.length > 0
    ? t('dispatch.whom.filter', { ...count, filters: chips.join(', ') })
    : t('dispatch.whom.all', count);
}

function useSummary(dispatch: Dispatch, total: number): string[] {
  const { t } = useTranslation();
  const format = useFormat();
  const whom = useWhom(dispatch, total);
  const { type, values } = dispatch;
  if (!type) return [];
  const percents = values.rollout_stages.map(({ percent }) => `${percent} %`).join(' → ');
  const sentences: (string | false)[] = [
    t('dispatch.say.what', { command: t(`commandType.${type}`), effect: t(`commandEffect.${type}`) }),
    whom,
    values.staged ? t('dispatch.say.stages', { percents }) : t('dispatch.say.once'),
    values.rollout_per_minute !== '' && t('dispatch.say.rate', { rate: values.rollout_per_minute }),
    values.limited &&
      t('dispatch.say.limit', {
        percent: values.rollout_max_failure_percent,
        sample: values.rollout_min_sample,
      }),
    values.quiet &&
      t('dispatch.say.quiet', {
        from: values.rollout_quiet_hours_from,
        to: values.rollout_quiet_hours_to,
      }),
    t('dispatch.say.expiry', { time: format.duration(Number(values.ttl_seconds)) }),
    PHYSICAL_COMMANDS.includes(type)
      ? t('dispatch.say.neverTwice')
      : t('dispatch.say.attempts', { max: values.max_attempts }),
  ];
  return sentences.filter((sentence) => sentence !== false);
}

function Signature({ dispatch, total }: { dispatch: Dispatch; total: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const [typed, setTyped] = useState('');
  const sentences = useSummary(dispatch, total);
  const { type, form, create, goTo, preview } = dispatch;
  const { isSubmitting } = form.formState;
  if (!type) return null;
  const asked = mustTypeCount(type, total);
  const signed = !asked || typed.replace(/[\s,.]/g, '') === String(total);
  const ready = signed && total > 0 && preview.settled && !preview.query.isPlaceholderData && !isSubmitting;
  return (
    <div className="form-grid">
      <p className="summary">{sentences.join(' ')}</p>
      {asked && (
        <>
          <Notice tone="major">{t('dispatch.confirmWhy')}</Notice>
          <div className="field">
            <label htmlFor={id}>{t('dispatch.typeCount', { total: format.number(total) })}</label>
            <input
              id={id}
              className="form-control count-input"
              inputMode="numeric"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
        </>
      )}
      <div className="row-gap">
        <button
          type="button"
          className="btn btn-primary"
          disabled={!ready}
          onClick={(event) => void form.handleSubmit(create)(event)}
        >
          {isSubmitting ? (
            <span className="spinner-border spinner-border-sm" aria-hidden="true" />
          ) : (
            <Icon name="send" />
          )}
          {t('dispatch.submit', { count: total, total: format.number(total) })}
        </button>
        <button type="button" className="btn btn-plain" onClick={() => goTo('how')}>
          {t('dispatch.back')}
        </button>
      </div>
    </div>
  );
}
