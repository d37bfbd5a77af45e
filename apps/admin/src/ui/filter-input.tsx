import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filter, FilterOption } from './filters';
import type { ListState, LooseValue } from './list-state';

interface Props {
  filter: Filter;
  list: Pick<ListState, 'values' | 'set'>;
  /** With its name above: in the drawer, not under a button that says it. */
  titled?: boolean;
}

export function FilterInput({ filter, list, titled = false }: Props) {
  const { t } = useTranslation();
  const value = list.values[filter.key] as LooseValue;
  const set = (next: LooseValue) => list.set({ [filter.key]: next });
  if (filter.kind === 'many')
    return <Checks filter={filter} value={value as string[]} set={set} titled={titled} />;
  if (filter.kind === 'flag') {
    const options = [
      { value: 'true', label: t('common.yes') },
      { value: 'false', label: t('common.no') },
    ];
    return (
      <Choice
        filter={filter}
        options={options}
        value={value === null ? '' : String(value)}
        set={set}
        titled={titled}
      />
    );
  }
  if (filter.kind === 'one') {
    return (
      <Choice
        filter={filter}
        options={filter.options ?? []}
        value={value === null ? '' : String(value)}
        set={set}
        titled={titled}
      />
    );
  }
  return <TextFilter key={String(value)} filter={filter} value={value} set={set} titled={titled} />;
}

interface PartProps<V> {
  filter: Filter;
  value: V;
  set: (value: LooseValue) => void;
  titled: boolean;
}

function Checks({ filter, value, set, titled }: PartProps<string[]>) {
  const { t } = useTranslation();
  const options = filter.options ?? [];
  const toggle = (option: string, on: boolean) =>
    set(on ? [...value, option] : value.filter((other) => other !== option));
  return (
    <fieldset className="field">
      <legend className={titled ? undefined : 'visually-hidden'}>{filter.label}</legend>
      {options.length === 0 && <span className="muted">{t('list.noOptions')}</span>}
      <div className="check-list">
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="checkbox"
              className="form-check-input"
              checked={value.includes(option.value)}
              onChange={(event) => toggle(option.value, event.target.checked)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Choice({ filter, options, value, set, titled }: PartProps<string> & { options: FilterOption[] }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={titled ? undefined : 'visually-hidden'}>
        {filter.label}
      </label>
      <select id={id} className="form-select" value={value} onChange={(event) => set(event.target.value)}>
        <option value="">{t('list.any')}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Taken over on Enter and on leaving the field, not at every letter. */
function TextFilter({ filter, value, set, titled }: PartProps<LooseValue>) {
  const { t } = useTranslation();
  const id = useId();
  const commit = (text: string) =>
    set(
      filter.kind === 'list'
        ? text
            .split(',')
            .map((part) => part.trim())
            .filter(Boolean)
        : text.trim(),
    );
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
  return (
    <div className="field">
      <label htmlFor={id} className={titled ? undefined : 'visually-hidden'}>
        {filter.label}
      </label>
      <input
        id={id}
        className="form-control"
        defaultValue={text}
        inputMode={filter.kind === 'number' ? 'decimal' : undefined}
        onBlur={(event) => event.target.value !== text && commit(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && commit(event.currentTarget.value)}
      />
      {filter.kind === 'list' && <span className="field-hint">{t('list.commaHint')}</span>}
    </div>
  );
}
