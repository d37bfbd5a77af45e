import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { COMMAND_TYPES, type CommandType } from '@coffee/contract/command-payloads';
import { Icon } from '../icon';
import { COMMAND_ICONS } from './command-badges';

interface Props {
  value: CommandType | null;
  onChange: (type: CommandType) => void;
  /** What the machine's model can do; null when nothing is known, so all of it. */
  supported?: readonly CommandType[] | null;
}

/** What a machine can be told to do, each with its effect in plain words. */
export function TypePicker({ value, onChange, supported = null }: Props) {
  const { t } = useTranslation();
  const name = useId();
  // Marked at once: a choice that goes by way of the address comes back a moment later.
  const [marked, setMarked] = useState(value);
  useEffect(() => setMarked(value), [value]);
  const choose = (type: CommandType) => {
    setMarked(type);
    onChange(type);
  };
  return (
    <fieldset className="type-picker">
      <legend className="visually-hidden">{t('commands.what')}</legend>
      {COMMAND_TYPES.map((type) => {
        const able = supported === null || supported.includes(type);
        return (
          <label key={type} className={`type-option ${able ? '' : 'is-disabled'}`}>
            <input
              type="radio"
              className="form-check-input"
              name={name}
              value={type}
              checked={type === marked}
              disabled={!able}
              onChange={() => choose(type)}
            />
            <Icon name={COMMAND_ICONS[type]} />
            <span>
              <span className="cell-main">{t(`commandType.${type}`)}</span>
              <span className="cell-sub">
                {able ? t(`commandEffect.${type}`) : t('commands.unsupportedByModel')}
              </span>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
