import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Alarm } from '@coffee/contract/alarms';
import { alarmCountsQuery, alarmsQuery } from '../../api/alarms';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { AlarmCard, useAlarmColumns } from '../../ui/alarms/alarm-columns';
import { AlarmBeside } from '../../ui/alarms/alarm-drawer';
import { useAlarmWords } from '../../ui/alarms/alarm-words';
import { DataTable, type Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { withChange, type ListState } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { usePreferences } from '../../ui/preferences';
import { Tabs } from '../../ui/tabs';
import { PHONE, useMedia } from '../../ui/use-media';
import { ALARM_VIEWS, useAlarmFilters, useAlarmList, type AlarmView } from './alarm-filters';
import { BulkBar, BulkFailures } from './bulk-bar';
import { useBulk, type Bulk } from './use-bulk';

export function AlarmsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const mayManage = useMay('alarms.manage');
  const { list, view, query: wanted } = useAlarmList();
  const query = useQuery(alarmsQuery(wanted));
  const filters = useAlarmFilters(list.values.merchant_id);
  const rows = query.data?.items ?? [];
  const bulk = useBulk(rows, mayManage);
  const columns = useColumns(mayManage ? bulk : null);
  const total = query.data?.pagination.total;
  return (
    <div className="page">
      <PageHeader title={t('nav.alarms')} count={total === undefined ? undefined : format.number(total)} />
      <Views view={view} />
      <FilterBar list={list as ListState} filters={filters} />
      {mayManage && rows.length > 0 && <BulkBar bulk={bulk} rows={rows} />}
      <BulkFailures bulk={bulk} rows={rows} />
      <DataTable
        label={t('nav.alarms')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ id }) => id}
        card={(alarm) => <AlarmCard alarm={alarm} pick={mayManage && <Pick alarm={alarm} bulk={bulk} />} />}
        clickable
        empty={
          <EmptyState
            icon={view === 'open' ? 'check-lg' : 'bell'}
            title={t(`alarms.none.${view}`)}
            text={t(`alarms.noneText.${view}`)}
          />
        }
      />
      {mayManage && rows.length > 0 && <Keys />}
      <AlarmBeside />
    </div>
  );
}

function Views({ view }: { view: AlarmView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [search] = useSearchParams();
  const { data: counts } = useQuery(alarmCountsQuery);
  const open = counts && counts.info + counts.warn + counts.critical;
  const tabs = ALARM_VIEWS.map((key) => ({
    key,
    label: t(`alarms.view.${key}`),
    to: `?${withChange(search, { view: key === 'open' ? null : key, page: null, alarm: null }).toString()}`,
    count: key === 'open' && open ? <span className="tab-count">{format.number(open)}</span> : undefined,
  }));
  return <Tabs tabs={tabs} active={view} label={t('list.views')} />;
}

function Pick({ alarm, bulk }: { alarm: Alarm; bulk: Bulk }) {
  const { t } = useTranslation();
  const words = useAlarmWords();
  const name = [words(alarm).title, alarm.device_alias ?? alarm.device_id].filter(Boolean).join(', ');
  return (
    <label className="pick above-link">
      <input
        type="checkbox"
        className="form-check-input"
        aria-label={t('alarms.choose', { name })}
        checked={bulk.chosen.has(alarm.id)}
        onChange={() => bulk.toggle(alarm.id)}
      />
    </label>
  );
}

function useColumns(bulk: Bulk | null): Column<Alarm>[] {
  const { t } = useTranslation();
  const columns = useAlarmColumns({ withPlace: true });
  if (!bulk) return columns;
  const pick: Column<Alarm> = {
    key: 'pick',
    header: t('alarms.pick'),
    cell: (alarm) => <Pick alarm={alarm} bulk={bulk} />,
  };
  return [pick, ...columns];
}

function Keys() {
  const { t } = useTranslation();
  const { shortcuts } = usePreferences();
  const phone = useMedia(PHONE);
  if (!shortcuts || phone) return null;
  return (
    <p className="meta keys-hint">
      <kbd className="kbd">a</kbd> {t('alarms.ack')} <kbd className="kbd">m</kbd> {t('alarms.assignMe')}{' '}
      <kbd className="kbd">s</kbd> {t('alarms.shelveFor', { count: 1 })}
    </p>
  );
}
