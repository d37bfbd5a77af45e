import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '@coffee/contract/alarms';
import { assigneesQuery } from '../../api/alarms';
import { useUser } from '../../api/session';
import { Field } from '../forms/field';
import { Icon } from '../icon';
import { hoursAhead, SHELF_HOURS, useAlarmAct, type AlarmAct } from './alarm-acts';

const MAX_NOTE = 1000;

/** One note for whatever is done with it: a comment, the acknowledgement, the close. */
export function AlarmActions({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const { mutate, isPending } = useAlarmAct(alarm, ({ verb }) => {
    if (verb === 'ack' || verb === 'close' || verb === 'comment') setNote('');
  });
  const said = note.trim();
  const withNote = said === '' ? {} : { note: said };
  const isClosed = alarm.status === 'closed';
  return (
    <section className="form-grid" aria-label={t('common.actions')}>
      <Field label={t('alarms.note')} optional>
        {(ids) => (
          <textarea
            {...ids}
            className="form-control"
            rows={2}
            maxLength={MAX_NOTE}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <div className="row-gap">
        {alarm.acked_at === null && alarm.closed_by === null && (
          <button
            type="button"
            className="btn btn-primary"
            disabled={isPending}
            onClick={() => mutate({ verb: 'ack', ...withNote })}
          >
            <Icon name="check-lg" />
            {t('alarms.ack')}
          </button>
        )}
        <button
          type="button"
          className="btn btn-plain"
          disabled={isPending || said === ''}
          onClick={() => mutate({ verb: 'comment', text: said })}
        >
          {t('alarms.comment')}
        </button>
        {!isClosed && (
          <button
            type="button"
            className="btn btn-plain"
            disabled={isPending}
            onClick={() => mutate({ verb: 'close', ...withNote })}
          >
            {t('alarms.close')}
          </button>
        )}
      </div>
      {!isClosed && alarm.condition === 'active' && <p className="field-hint">{t('alarms.closeHint')}</p>}
      <AssignField alarm={alarm} act={mutate} disabled={isPending} />
      {!isClosed && <ShelfField alarm={alarm} act={mutate} disabled={isPending} />}
    </section>
  );
}

interface FieldProps {
  alarm: Alarm;
  act: (act: AlarmAct) => void;
  disabled: boolean;
}

function AssignField({ alarm, act, disabled }: FieldProps) {
  const { t } = useTranslation();
  const me = useUser();
  const { data: people = [] } = useQuery(assigneesQuery);
  const { assignee_id: id, assignee_name: name } = alarm;
  const isKnown = id === null || people.some((person) => person.id === id);
  return (
    <Field label={t('alarms.assignee')}>
      {(ids) => (
        <select
          {...ids}
          className="form-select"
          value={id ?? ''}
          disabled={disabled}
          onChange={({ target }) =>
            act({ verb: 'assign', user_id: target.value === '' ? null : Number(target.value) })
          }
        >
          <option value="">{t('alarms.nobody')}</option>
          {!isKnown && <option value={id}>{name}</option>}
          {people.map((person) => (
            <option key={person.id} value={person.id}>
              {person.id === me.id ? t('alarms.me', { name: person.name }) : person.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function ShelfField({ alarm, act, disabled }: FieldProps) {
  const { t } = useTranslation();
  const isShelved = alarm.shelved_until !== null && new Date(alarm.shelved_until) > new Date();
  return (
    <div className="row-gap" role="group" aria-label={t('alarms.shelve')}>
      {isShelved && (
        <button
          type="button"
          className="btn btn-plain btn-sm"
          disabled={disabled}
          onClick={() => act({ verb: 'shelve', until: null })}
        >
          {t('alarms.unshelve')}
        </button>
      )}
      {SHELF_HOURS.map((hours) => (
        <button
          key={hours}
          type="button"
          className="btn btn-plain btn-sm"
          disabled={disabled}
          onClick={() => act({ verb: 'shelve', until: hoursAhead(hours) })}
        >
          <Icon name="pause-fill" />
          {t('alarms.shelveFor', { count: hours })}
        </button>
      ))}
    </div>
  );
}
