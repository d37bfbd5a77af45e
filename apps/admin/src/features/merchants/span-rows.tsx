import { useTranslation } from 'react-i18next';
import { MAX_DAY_SPANS, type OpenSpan } from '@coffee/contract/opening-hours';
import { Icon } from '../../ui/icon';
import { isOvernight, oneMore, shownClose, writtenClose } from './hours-form';

interface Props {
  /** What the spans belong to: a weekday or a date. */
  of: string;
  spans: readonly OpenSpan[];
  invalid: boolean;
  onChange: (spans: OpenSpan[]) => void;
}

/** Times from and to, one span a line. */
export function SpanRows({ of, spans, invalid, onChange }: Props) {
  const { t } = useTranslation();
  const replace = (index: number, change: Partial<OpenSpan>) =>
    onChange(spans.map((span, at) => (at === index ? { ...span, ...change } : span)));
  return (
    <div className="hours-spans">
      {spans.length === 0 && <span className="muted hours-closed">{t('hours.closed')}</span>}
      {spans.map((span, index) => {
        const nth = { of, nth: index + 1 };
        const wrong = invalid || span.opens === '' || span.closes === '' || span.opens === span.closes;
        return (
          <div className="hours-span" key={index}>
            <input
              type="time"
              required
              className={`form-control ${wrong ? 'is-invalid' : ''}`}
              aria-label={t('hours.opens', nth)}
              value={span.opens}
              onChange={({ target }) => replace(index, { opens: target.value })}
            />
            <span aria-hidden="true">–</span>
            <input
              type="time"
              required
              className={`form-control ${wrong ? 'is-invalid' : ''}`}
              aria-label={t('hours.closes', nth)}
              value={shownClose(span.closes)}
              onChange={({ target }) => replace(index, { closes: writtenClose(target.value) })}
            />
            <button
              type="button"
              className="btn btn-quiet btn-icon btn-dense"
              aria-label={t('hours.remove', nth)}
              title={t('hours.remove', nth)}
              onClick={() => onChange(spans.filter((_span, at) => at !== index))}
            >
              <Icon name="x" />
            </button>
            {isOvernight(span) && <span className="meta hours-next">{t('hours.nextDay')}</span>}
          </div>
        );
      })}
      {spans.length < MAX_DAY_SPANS && (
        <button
          type="button"
          className="btn btn-link btn-dense hours-add"
          onClick={() => onChange(oneMore(spans))}
          aria-label={t('hours.addTo', { of })}
        >
          <Icon name="plus-lg" /> {spans.length === 0 ? t('hours.open') : t('hours.add')}
        </button>
      )}
    </div>
  );
}
