import { useState } from 'react';
import Dropdown from 'react-bootstrap/Dropdown';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '@coffee/contract/alarms';
import { ERROR_STATUS, type ErrorCode } from '@coffee/contract/errors';
import { useUser } from '../../api/session';
import { hoursAhead, SHELF_HOURS } from '../../ui/alarms/alarm-acts';
import { useAlarmWords } from '../../ui/alarms/alarm-words';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { PHONE, useMedia } from '../../ui/use-media';
import type { Bulk } from './use-bulk';

/** What is done to all chosen alarms at once. */
export function BulkBar({ bulk, rows }: { bulk: Bulk; rows: Alarm[] }) {
  const { t } = useTranslation();
  const phone = useMedia(PHONE);
  const [closing, setClosing] = useState(false);
  const { chosen, run } = bulk;
  const isAll = rows.length > 0 && chosen.size === rows.length;
  return (
    <div className="bulk-bar" role="group" aria-label={t('alarms.bulk')}>
      <label className="form-check">
        <input
          type="checkbox"
          className="form-check-input"
          checked={isAll}
          disabled={rows.length === 0}
          onChange={() => bulk.choose(isAll ? [] : rows.map(({ id }) => id))}
        />
        <span>{chosen.size > 0 ? t('alarms.chosen', { count: chosen.size }) : t('alarms.chooseAll')}</span>
      </label>
      {(chosen.size > 0 || !phone) && <Acts bulk={bulk} onClose={() => setClosing(true)} />}
      <ConfirmDialog
        open={closing}
        title={t('alarms.closeTitle', { count: chosen.size })}
        action={t('alarms.closeTitle', { count: chosen.size })}
        onCancel={() => setClosing(false)}
        onConfirm={() => {
          setClosing(false);
          run({ action: 'close' });
        }}
      >
        {t('alarms.closeHint')}
      </ConfirmDialog>
    </div>
  );
}

function Acts({ bulk, onClose }: { bulk: Bulk; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useUser().id;
  const { chosen, run, isPending } = bulk;
  const off = chosen.size === 0 || isPending;
  return (
    <>
      <button type="button" className="btn btn-plain" disabled={off} onClick={() => run({ action: 'ack' })}>
        <Icon name="check-lg" />
        {t('alarms.ack')}
      </button>
      <button
        type="button"
        className="btn btn-plain"
        disabled={off}
        onClick={() => run({ action: 'assign', user_id: me })}
      >
        <Icon name="person-circle" />
        {t('alarms.assignMe')}
      </button>
      <Dropdown>
        <Dropdown.Toggle bsPrefix="btn btn-plain dropdown-toggle" as="button" type="button" disabled={off}>
          <Icon name="pause-fill" />
          {t('alarms.shelve')}
        </Dropdown.Toggle>
        <Dropdown.Menu>
          {SHELF_HOURS.map((hours) => (
            <Dropdown.Item
              key={hours}
              as="button"
              type="button"
              onClick={() => run({ action: 'shelve', until: hoursAhead(hours) })}
            >
              {t('alarms.shelveFor', { count: hours })}
            </Dropdown.Item>
          ))}
        </Dropdown.Menu>
      </Dropdown>
      <button type="button" className="btn btn-plain" disabled={off} onClick={onClose}>
        {t('alarms.close')}
      </button>
    </>
  );
}

/** Which ones could not be done, and why. */
export function BulkFailures({ bulk, rows }: { bulk: Bulk; rows: Alarm[] }) {
  const { t } = useTranslation();
  const words = useAlarmWords();
  if (bulk.failed.length === 0) return null;
  const nameOf = (id: number): string => {
    const alarm = rows.find((row) => row.id === id);
    return alarm
      ? [words(alarm).title, alarm.device_alias ?? alarm.device_id].filter(Boolean).join(', ')
      : `#${id}`;
  };
  return (
    <Notice tone="major" alert>
      {t('alarms.notDone', { count: bulk.failed.length })}
      <ul>
        {bulk.failed.map(({ id, code }) => (
          <li key={id}>
            {nameOf(id)}: {t(code in ERROR_STATUS ? `error.${code as ErrorCode}` : 'error.INTERNAL_ERROR')}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
