import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { NotificationChannel } from '@coffee/contract/notification-channels';
import { DELIVERY_EVENTS, DELIVERY_STATUSES, type Delivery } from '@coffee/contract/notifications';
import type { Query } from '../../api/client';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { DataTable } from '../../ui/data-table';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { Facts } from '../../ui/facts';
import { FilterBar } from '../../ui/filter-bar';
import type { Filter } from '../../ui/filters';
import { Guarded } from '../../ui/guarded';
import { Icon } from '../../ui/icon';
import { ListRange, useListInstants } from '../../ui/list-range';
import { useListState, type ListSchema, type ListState } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { RANGE_FIELDS, type RangeValues } from '../../ui/range';
import { SkeletonLines } from '../../ui/skeleton';
import { TimeText } from '../../ui/time-text';
import { ChannelDrawer } from './channel-drawer';
import { ActiveSwitch, LastDelivery, TestButton, useHears } from './channel-parts';
import { channelQuery, channelsQuery, deliveriesQuery } from './channels.queries';
import { DeliveryCard, useDeliveryColumns } from './delivery-columns';
import { DeliveryDrawer } from './delivery-drawer';
import { RotateButton } from './rotate-button';
import { OffNotice } from './switched-off';

const FIELDS = {
  ...RANGE_FIELDS,
  status: { kind: 'many', values: DELIVERY_STATUSES },
  event: { kind: 'many', values: DELIVERY_EVENTS },
  device_id: { kind: 'text' },
  digest_id: { kind: 'int' },
} as const;
const SCHEMA: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: ['created_at'],
  defaultSort: '-created_at',
  local: ['range', 'from', 'to'],
};

export function ChannelPage() {
  const { t } = useTranslation();
  return (
    <Guarded permission="channels.manage" title={t('nav.channels')}>
      <Channel />
    </Guarded>
  );
}

function Channel() {
  const { t } = useTranslation();
  const { channelId = '' } = useParams();
  const id = Number(/^[1-9]\d{0,9}$/.exec(channelId)?.[0] ?? 0);
  const { data: channel, error, refetch } = useQuery(channelQuery(id));
  return (
    <div className="page">
      <PageHeader
        title={channel?.name ?? t('channels.one')}
        parents={[{ label: t('nav.channels'), to: '/notification-channels' }]}
        beside={channel && <ActiveSwitch channel={channel} />}
        actions={channel && <Actions channel={channel} />}
      />
      {error && !channel && (
        <div className="card-box">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!error && !channel && <SkeletonLines count={8} />}
      {channel && (
        <>
          <OffNotice channel={channel} />
          <About channel={channel} />
          <Log channel={channel} />
        </>
      )}
    </div>
  );
}

function Actions({ channel }: { channel: NotificationChannel }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  return (
    <>
      <TestButton channel={channel} />
      {channel.type === 'webhook' && <RotateButton channel={channel} />}
      <button type="button" className="btn btn-plain" onClick={() => setEditing(true)}>
        <Icon name="pencil" />
        {t('common.edit')}
      </button>
      {editing && (
        <ChannelDrawer channel={channel} onMade={() => undefined} onClose={() => setEditing(false)} />
      )}
    </>
  );
}

function About({ channel }: { channel: NotificationChannel }) {
  const { t } = useTranslation();
  const format = useFormat();
  const hears = useHears();
  const { quiet_hours: quiet, remind_after_minutes: remind, escalate_to: next } = channel;
  const others = useQuery({ ...channelsQuery({ page_size: 200, sort: 'name' }), enabled: next !== null });
  const escalation = others.data?.items.find(({ id }) => id === next)?.name ?? String(next);
  const minutes = (n: number): string => format.duration(n * 60);
  const facts = [
    { label: t(`channelType.${channel.type}`), value: <span className="text-break">{channel.target}</span> },
    {
      label: t('channels.events'),
      value: channel.events.map((event) => t(`deliveryEvent.${event}`)).join(', '),
    },
    { label: t('channels.hears'), value: hears(channel) },
    { label: t('devices.merchant'), value: channel.merchant_name ?? t('shell.allMerchants') },
    {
      label: t('channels.quietHours'),
      value: quiet && t('channels.quietSpan', { from: quiet.from, to: quiet.to, zone: channel.time_zone }),
    },
    {
      label: t('channels.reminders'),
      value: remind === null ? null : t('channels.every', { time: minutes(remind) }),
    },
    {
      label: t('channels.escalateTo'),
      value:
        next === null
          ? null
          : t('channels.escalation', {
              name: escalation,
              time: minutes(channel.escalate_after_minutes ?? 0),
            }),
    },
    {
      label: t('channels.oldSecret'),
      value: channel.old_secret_valid_until && <TimeText at={channel.old_secret_valid_until} mode="full" />,
    },
    { label: t('channels.last'), value: <LastDelivery channel={channel} /> },
    { label: t('channels.waiting'), value: format.number(channel.waiting) },
  ];
  return (
    <Card>
      <Facts facts={facts.filter(({ value }) => value !== null)} />
    </Card>
  );
}

function Log({ channel }: { channel: NotificationChannel }) {
  const { t } = useTranslation();
  const list = useListState(SCHEMA);
  const { values, query: asked } = list;
  const instants = useListInstants(values as RangeValues);
  const query = useQuery(deliveriesQuery(channel.id, { ...asked, ...instants } as Query));
  const [open, setOpen] = useState<Delivery | null>(null);
  const options = { isOn: channel.active, onOpen: setOpen };
  return (
    <section className="stack">
      <h2 className="h5 mb-0">{t('channels.log')}</h2>
      <FilterBar list={list as unknown as ListState} filters={useFilters()}>
        <ListRange values={values as RangeValues} set={list.set} />
      </FilterBar>
      <DataTable
        label={t('channels.log')}
        columns={useDeliveryColumns(options)}
        query={query}
        list={list}
        rowKey={({ id }) => id}
        card={(delivery) => <DeliveryCard delivery={delivery} {...options} />}
        empty={<EmptyState icon="inbox" title={t('channels.logNone')} text={t('channels.logNoneText')} />}
      />
      {open && (
        <DeliveryDrawer key={open.id} delivery={open} isOn={channel.active} onClose={() => setOpen(null)} />
      )}
    </section>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation();
  return [
    {
      key: 'status',
      label: t('common.status'),
      kind: 'many',
      primary: true,
      options: DELIVERY_STATUSES.map((value) => ({ value, label: t(`deliveryStatus.${value}`) })),
    },
    {
      key: 'event',
      label: t('channels.told'),
      kind: 'many',
      primary: true,
      options: DELIVERY_EVENTS.map((value) => ({ value, label: t(`deliveryEvent.${value}`) })),
    },
    { key: 'device_id', label: t('orders.deviceId'), kind: 'text' },
    { key: 'digest_id', label: t('channels.digest'), kind: 'number' },
  ];
}
