import { useTranslation } from 'react-i18next';
import { MAX_OPENING_EXCEPTIONS, type OpeningException } from '@coffee/contract/opening-hours';
import { Icon } from '../../ui/icon';
import { isOverlapping } from './hours-form';
import { SpanRows } from './span-rows';

interface Props {
  exceptions: readonly OpeningException[];
  onChange: (exceptions: OpeningException[]) => void;
}

/** Dates with other hours, holidays above all. */
export function HoursExceptions({ exceptions, onChange }: Props) {
  const { t } = useTranslation();
  const replace = (index: number, change: Partial<OpeningException>) =>
    onChange(exceptions.map((exception, at) => (at === index ? { ...exception, ...change } : exception)));
  const twice = (date: string) => exceptions.filter((exception) => exception.date === date).length > 1;
  return (
    <fieldset className="field">
      <legend>{t('hours.exceptions')}</legend>
      <span className="field-hint">{t('hours.exceptionsHint')}</span>
      {exceptions.map((exception, index) => (
        <div className="hours-exception" key={index}>
          <div className="hours-exception-head">
            <input
              type="date"
              required
              className={`form-control date-input ${exception.date === '' || twice(exception.date) ? 'is-invalid' : ''}`}
              aria-label={t('hours.date', { nth: index + 1 })}
              value={exception.date}
              onChange={({ target }) => replace(index, { date: target.value })}
            />
            <input
              className="form-control"
              maxLength={100}
              placeholder={t('hours.note')}
              aria-label={t('hours.noteOf', { date: exception.date })}
              value={exception.note ?? ''}
              onChange={({ target }) => replace(index, { note: target.value === '' ? null : target.value })}
            />
            <button
              type="button"
              className="btn btn-quiet btn-icon btn-dense"
              aria-label={t('hours.removeDate', { date: exception.date })}
              title={t('hours.removeDate', { date: exception.date })}
              onClick={() => onChange(exceptions.filter((_exception, at) => at !== index))}
            >
              <Icon name="trash" />
            </button>
          </div>
          <SpanRows
            of={exception.date}
            spans={exception.spans}
            invalid={isOverlapping(exception.spans)}
            onChange={(spans) => replace(index, { spans })}
          />
        </div>
      ))}
      {exceptions.length < MAX_OPENING_EXCEPTIONS && (
        <button
          type="button"
          className="btn btn-plain btn-dense hours-add"
          onClick={() => onChange([...exceptions, { date: '', spans: [], note: null }])}
        >
          <Icon name="plus-lg" /> {t('hours.addDate')}
        </button>
      )}
    </fieldset>
  );
}
