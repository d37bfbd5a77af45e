import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../notice';

export interface Difference {
  label: string;
  theirs: string;
  mine: string;
}

const text = (value: unknown) =>
  typeof value === 'string' || typeof value === 'boolean' ? String(value) || '–' : '–';

/** Fields that somebody else changed, or that both sides now hold differently. */
export function differences<F extends object>(
  labels: Partial<Record<keyof F, string>>,
  before: F,
  theirs: F,
  mine: F,
): Difference[] {
  return (Object.keys(labels) as (keyof F)[])
    .filter((key) => text(before[key]) !== text(theirs[key]) || text(theirs[key]) !== text(mine[key]))
    .map((key) => ({ label: labels[key] ?? '', theirs: text(theirs[key]), mine: text(mine[key]) }));
}

interface Props {
  fields: Difference[];
  onTheirs: () => void;
  onMine: () => void;
}

export function ConflictPanel({ fields, onTheirs, onMine }: Props) {
  const { t } = useTranslation();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <div ref={panel} tabIndex={-1} className="mb-3">
      <Notice tone="major" alert>
        <h3>{t('conflict.title')}</h3>
        <p>{t('conflict.text')}</p>
        <table className="conflict-table">
          <thead>
            <tr>
              <th scope="col">{t('conflict.field')}</th>
              <th scope="col">{t('conflict.theirs')}</th>
              <th scope="col">{t('conflict.mine')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ label, theirs, mine }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{theirs}</td>
                <td>{mine}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="row-gap mt-2">
          <button type="button" className="btn btn-plain" onClick={onTheirs}>
            {t('conflict.useTheirs')}
          </button>
          <button type="button" className="btn btn-plain" onClick={onMine}>
            {t('conflict.keepMine')}
          </button>
        </div>
      </Notice>
    </div>
  );
}
