import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ALARM_SEVERITIES, ALARM_SORTS, ALARM_TYPES } from '@coffee/contract/alarms';
import type { Query } from '../../api/client';
import { useLocationOptions, useMerchantOptions } from '../../api/lookups';
import { useUser } from '../../api/session';
import type { Filter } from '../../ui/filters';
import { useListState, type ListSchema, type ListState } from '../../ui/list-state';

/** Two axes, the cause and what people did about it, as five questions. */
export const ALARM_VIEWS = ['open', 'mine', 'shelved', 'unseen', 'all'] as const;
export type AlarmView = (typeof ALARM_VIEWS)[number];

const FIELDS = {
  view: { kind: 'one', values: ALARM_VIEWS },
  type: { kind: 'many', values: ALARM_TYPES },
  severity: { kind: 'many', values: ALARM_SEVERITIES },
  device_id: { kind: 'text' },
  location_id: { kind: 'int' },
  merchant_id: { kind: 'int' },
} as const;
const ALARM_LIST: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: ALARM_SORTS,
  defaultSort: 'rank',
  local: ['view'],
};

function viewQuery(view: AlarmView, me: number): Query {
  switch (view) {
    case 'open':
      return { status: ['open', 'ack'], shelved: false };
    case 'mine':
      return { status: ['open', 'ack'], assignee_id: me };
    case 'shelved':
      return { shelved: true };
    case 'unseen':
      return { status: ['closed'], acknowledged: false };
    case 'all':
      return {};
  }
}

export interface AlarmListState {
  list: ListState<typeof FIELDS>;
  view: AlarmView;
  query: Query;
}

export function useAlarmList(): AlarmListState {
  const me = useUser().id;
  const state = useListState(ALARM_LIST);
  const { values } = state;
  const view = values.view ?? 'open';
  const query = useMemo(() => ({ ...state.query, ...viewQuery(view, me) }), [state.query, view, me]);
  // A view is no filter: an empty one says so in its own words, and clearing keeps it.
  const { view: _view, ...filters } = values;
  const hasFilters = Object.values(filters).some((value) =>
    Array.isArray(value) ? value.length > 0 : value !== null,
  );
  const clear = () =>
    state.set({ type: [], severity: [], device_id: null, location_id: null, merchant_id: null });
  return { list: { ...state, hasFilters, clear }, view, query };
}

export function useAlarmFilters(merchantId: number | null): Filter[] {
  const { t } = useTranslation();
  const user = useUser();
  const numbered = (options: { value: number; label: string }[]) =>
    options.map(({ value, label }) => ({ value: String(value), label }));
  const locations = numbered(useLocationOptions(merchantId));
  const merchants = numbered(useMerchantOptions());
  const all: (Filter | null)[] = [
    {
      key: 'severity',
      label: t('alarms.severity'),
      kind: 'many',
      primary: true,
      options: [...ALARM_SEVERITIES]
        .reverse()
        .map((value) => ({ value, label: t(`alarmSeverity.${value}`) })),
    },
    {
      key: 'type',
      label: t('alarms.type'),
      kind: 'many',
      primary: true,
      options: ALARM_TYPES.map((value) => ({ value, label: t(`alarmType.${value}`) })),
    },
    { key: 'location_id', label: t('devices.location'), kind: 'one', primary: true, options: locations },
    user.merchant_id === null
      ? { key: 'merchant_id', label: t('devices.merchant'), kind: 'one', options: merchants }
      : null,
    { key: 'device_id', label: t('devices.id'), kind: 'text' },
  ];
  return all.filter((filter) => filter !== null);
}
