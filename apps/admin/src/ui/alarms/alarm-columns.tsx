import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Alarm } from '@coffee/contract/alarms';
import { useCurrencyOf } from '../../api/lookups';
import { useFormat } from '../../i18n/format';
import type { Column } from '../data-table';
import { Icon } from '../icon';
import { withChange } from '../list-state';
import { ScopeLink } from '../scope-link';
import { TimeText } from '../time-text';
import { ALARM_ICONS, HandlingBadges, SeverityBadge, useAlarmWords, useHandler } from './alarm-words';

/** Opens the alarm beside its list: the address names it. `data-alarm` is what single keys act on. */
export function AlarmLink({ alarm }: { alarm: Alarm }) {
  const words = useAlarmWords();
  const [search] = useSearchParams();
  const { title, detail } = words(alarm);
  return (
    <>
      <Link
        className="row-link command-name"
        data-alarm={alarm.id}
        to={`?${withChange(search, { alarm: alarm.id }).toString()}`}
      >
        <Icon name={ALARM_ICONS[alarm.type]} />
        {title}
      </Link>
      {detail && <span className="cell-sub">{detail}</span>}
    </>
  );
}

export function AlarmPlace({ alarm }: { alarm: Alarm }) {
  const { device_id, device_alias, location_name } = alarm;
  if (device_id === null) return location_name ?? <span className="muted">–</span>;
  return (
    <>
      <ScopeLink className="above-link" to={`/devices/${encodeURIComponent(device_id)}/alarms`}>
        {device_alias ?? device_id}
      </ScopeLink>
      {location_name && <span className="cell-sub">{location_name}</span>}
    </>
  );
}

/** What it is expected to cost in an hour. */
export function AlarmLoss({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const format = useFormat();
  const currencyOf = useCurrencyOf();
  if (alarm.loss_per_hour === 0) return <span className="muted">–</span>;
  const amount = format.money(alarm.loss_per_hour, currencyOf(alarm.merchant_id));
  return <span className="nowrap">{t('alarms.perHour', { amount })}</span>;
}

interface Options {
  zone?: string | undefined;
  withPlace: boolean;
}

export function useAlarmColumns({ zone, withPlace }: Options): Column<Alarm>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const handler = useHandler();
  const place: Column<Alarm> = {
    key: 'place',
    header: t('alarms.where'),
    cell: (alarm) => <AlarmPlace alarm={alarm} />,
  };
  return [
    {
      key: 'severity',
      header: t('alarms.severity'),
      sort: 'rank',
      cell: ({ severity }) => <SeverityBadge severity={severity} />,
    },
    { key: 'what', wide: true, header: t('alarms.what'), cell: (alarm) => <AlarmLink alarm={alarm} /> },
    ...(withPlace ? [place] : []),
    {
      key: 'loss',
      header: t('alarms.loss'),
      sort: 'loss',
      end: true,
      cell: (alarm) => <AlarmLoss alarm={alarm} />,
    },
    {
      key: 'handling',
      header: t('alarms.handling'),
      cell: (alarm) => (
        <>
          <HandlingBadges alarm={alarm} />
          {handler(alarm) && <span className="cell-sub">{handler(alarm)}</span>}
        </>
      ),
    },
    {
      key: 'count',
      header: t('alarms.count'),
      end: true,
      extra: true,
      cell: ({ count }) => format.number(count),
    },
    {
      key: 'since',
      header: t('alarms.since'),
      sort: 'opened_at',
      end: true,
      cell: ({ opened_at }) => <TimeText at={opened_at} zone={zone} />,
    },
  ];
}

/** An alarm in a phone's list. */
export function AlarmCard({
  alarm,
  zone,
  pick,
}: {
  alarm: Alarm;
  zone?: string | undefined;
  pick?: ReactNode;
}) {
  const { t } = useTranslation();
  const handler = useHandler();
  return (
    <>
      <div className="row-card-head">
        <div className="pick-row">
          {pick}
          <div>
            <AlarmLink alarm={alarm} />
          </div>
        </div>
        <SeverityBadge severity={alarm.severity} />
      </div>
      <div className="row-card-facts">
        <TimeText at={alarm.opened_at} zone={zone} />
        <AlarmPlace alarm={alarm} />
        {handler(alarm) && <span>{handler(alarm)}</span>}
        {alarm.loss_per_hour > 0 && (
          <span>
            {t('alarms.loss')} <AlarmLoss alarm={alarm} />
          </span>
        )}
      </div>
      <HandlingBadges alarm={alarm} />
    </>
  );
}
