import { useTranslation } from 'react-i18next';
import type { OpeningHours } from '@coffee/contract/opening-hours';
import { useRuleText } from '../../ui/forms/field';
import { Icon } from '../../ui/icon';
import { StatusMark } from '../../ui/status-mark';
import { HoursExceptions } from './hours-exceptions';
import {
  firstHours,
  hoursOf,
  hoursText,
  onEveryDay,
  overlappingDay,
  spansOf,
  WEEKDAYS,
  withDay,
} from './hours-form';
import { useWeekday } from './hours-words';
import { SpanRows } from './span-rows';

interface Props {
  value: string;
  onChange: (value: string) => void;
  /** The first broken rule, once the form was sent. */
  error: { type?: unknown; message?: string | undefined } | undefined;
}

/** Hours of the week and exceptions; made of time fields and buttons alone, so that keyboard and phone do. */
export function HoursEditor({ value, onChange, error }: Props) {
  const { t } = useTranslation();
  const ruleText = useRuleText();
  const hours = hoursOf(value);
  const set = (next: OpeningHours | null) => onChange(hoursText(next));
  return (
    <>
      <fieldset className="field">
        <legend>{t('hours.title')}</legend>
        <div className="row-gap">
          <label className="form-check">
            <input
              type="radio"
              name="has-hours"
              className="form-check-input"
              checked={hours === null}
              onChange={() => set(null)}
            />
            <span>{t('hours.always')}</span>
          </label>
          <label className="form-check">
            <input
              type="radio"
              name="has-hours"
              className="form-check-input"
              checked={hours !== null}
              onChange={() => set(hours ?? firstHours())}
            />
            <span>{t('hours.byHours')}</span>
          </label>
        </div>
        <span className="field-hint">{t('hours.hint')}</span>
        {hours && <Week hours={hours} onChange={set} />}
      </fieldset>
      {hours && (
        <HoursExceptions
          exceptions={hours.exceptions}
          onChange={(exceptions) => set({ ...hours, exceptions })}
        />
      )}
      {error && (
        <span className="field-error" role="alert">
          <StatusMark tone="critical" />
          {ruleText(error)}
        </span>
      )}
    </>
  );
}

function Week({ hours, onChange }: { hours: OpeningHours; onChange: (hours: OpeningHours) => void }) {
  const { t } = useTranslation();
  const weekday = useWeekday();
  const wrongDay = overlappingDay(hours);
  return (
    <ul className="hours-week">
      {WEEKDAYS.map((day) => (
        <li key={day}>
          <span className="hours-day">{weekday(day)}</span>
          <SpanRows
            of={weekday(day)}
            spans={spansOf(hours, day)}
            invalid={day === wrongDay}
            onChange={(spans) => onChange(withDay(hours, day, spans))}
          />
          <button
            type="button"
            className="btn btn-quiet btn-icon btn-dense"
            aria-label={t('hours.copy', { day: weekday(day) })}
            title={t('hours.copy', { day: weekday(day) })}
            onClick={() => onChange(onEveryDay(hours, day))}
          >
            <Icon name="copy" />
          </button>
        </li>
      ))}
    </ul>
  );
}
