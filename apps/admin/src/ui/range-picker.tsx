import { useTranslation } from 'react-i18next';
import { dayIn } from '../i18n/zones';
import { RANGES, type RangeName, type RangeValues } from './range';
import { PHONE, useMedia } from './use-media';

interface Props {
  value: RangeValues;
  onChange: (value: RangeValues) => void;
  zone: string;
  /** The word for no span; without it one is always chosen. */
  any?: string;
}

export function RangePicker({ value, onChange, zone, any }: Props) {
  const { t } = useTranslation();
  const phone = useMedia(PHONE);
  const choose = (range: RangeName | null) =>
    onChange(
      range === 'custom'
        ? { range, from: dayIn(zone, new Date(), -6), to: dayIn(zone) }
        : { range, from: null, to: null },
    );
  const choices = [
    ...(any ? [{ name: null, label: any }] : []),
    ...RANGES.map((name) => ({ name, label: t(`range.${name}`) })),
  ];
  return (
    <div className="row-gap">
      {phone || any ? (
        <select
          className="form-select range-select"
          aria-label={t('range.label')}
          value={value.range ?? ''}
          onChange={(event) => choose((event.target.value || null) as RangeName | null)}
        >
          {choices.map(({ name, label }) => (
            <option key={name ?? 'any'} value={name ?? ''}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <div className="segmented" role="group" aria-label={t('range.label')}>
          {choices.map(({ name, label }) => (
            <button
              key={label}
              type="button"
              aria-pressed={value.range === name}
              onClick={() => choose(name)}
            >
              {label}
            </button>
          ))}
        </div>
      )}
      {value.range === 'custom' && <CustomDays value={value} onChange={onChange} />}
    </div>
  );
}

function CustomDays({ value, onChange }: Pick<Props, 'value' | 'onChange'>) {
  const { t } = useTranslation();
  return (
    <span className="row-gap">
      <input
        type="date"
        className="form-control date-input"
        aria-label={t('range.from')}
        value={value.from ?? ''}
        max={value.to ?? undefined}
        onChange={(event) => onChange({ ...value, from: event.target.value })}
      />
      <span aria-hidden="true">–</span>
      <input
        type="date"
        className="form-control date-input"
        aria-label={t('range.to')}
        value={value.to ?? ''}
        min={value.from ?? undefined}
        onChange={(event) => onChange({ ...value, to: event.target.value })}
      />
    </span>
  );
}
