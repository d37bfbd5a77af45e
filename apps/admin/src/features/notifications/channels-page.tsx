import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  CHANNEL_SORTS,
  CHANNEL_TYPES,
  type NewNotificationChannel,
  type NotificationChannel,
} from '@coffee/contract/notification-channels';
import { useMerchantOptions } from '../../api/lookups';
import { queryKeys } from '../../api/query-keys';
import { useUser } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { AddButton } from '../../ui/add-button';
import type { Column } from '../../ui/data-table';
import { DeleteButton } from '../../ui/delete-button';
import { EmptyState } from '../../ui/empty-state';
import type { Filter } from '../../ui/filters';
import { Guarded } from '../../ui/guarded';
import { Icon } from '../../ui/icon';
import { ListPage } from '../../ui/list-page';
import { useListState, type ListSchema } from '../../ui/list-state';
import { ScopeLink } from '../../ui/scope-link';
import { ChannelDrawer } from './channel-drawer';
import { ActiveSwitch, LastDelivery, TestButton, useHears } from './channel-parts';
import { channelPath, channelsQuery } from './channels.queries';
import { SecretDrawer } from './secret-drawer';
import { OffBadge } from './switched-off';

const FIELDS = {
  query: { kind: 'text' },
  type: { kind: 'many', values: CHANNEL_TYPES },
  active: { kind: 'flag' },
  merchant_id: { kind: 'int' },
} as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: CHANNEL_SORTS, defaultSort: 'name' };

export function ChannelsPage() {
  const { t } = useTranslation();
  return (
    <Guarded permission="channels.manage" title={t('nav.channels')}>
      <Channels />
    </Guarded>
  );
}

function Channels() {
  const { t } = useTranslation();
  const list = useListState(SCHEMA);
  const query = useQuery(channelsQuery(list.query));
  const [editing, setEditing] = useState<NotificationChannel | 'new' | null>(null);
  const [made, setMade] = useState<NewNotificationChannel | null>(null);
  const columns = useColumns(setEditing);
  return (
    <ListPage
      title={t('nav.channels')}
      actions={<AddButton label={t('channels.add')} onClick={() => setEditing('new')} />}
      list={list}
      filters={useFilters()}
      searchLabel={t('channels.search')}
      columns={columns}
      query={query}
      rowKey={({ id }) => id}
      card={(channel) => <ChannelCard channel={channel} onEdit={setEditing} />}
      clickable
      empty={<EmptyState icon="megaphone" title={t('channels.none')} text={t('channels.noneText')} />}
    >
      {editing && (
        <ChannelDrawer
          channel={editing === 'new' ? null : editing}
          onMade={setMade}
          onClose={() => setEditing(null)}
        />
      )}
      {!editing && made?.secret && <SecretDrawer secret={made.secret} onClose={() => setMade(null)} />}
    </ListPage>
  );
}

function useFilters(): Filter[] {
  const { t } = useTranslation();
  const { merchant_id: own } = useUser();
  const merchants = useMerchantOptions();
  const all: (Filter | null)[] = [
    {
      key: 'type',
      label: t('channels.type'),
      kind: 'many',
      primary: true,
      options: CHANNEL_TYPES.map((value) => ({ value, label: t(`channelType.${value}`) })),
    },
    { key: 'active', label: t('channels.active'), kind: 'flag' },
    own === null
      ? {
          key: 'merchant_id',
          label: t('devices.merchant'),
          kind: 'one',
          options: merchants.map(({ value, label }) => ({ value: String(value), label })),
        }
      : null,
  ];
  return all.filter((filter) => filter !== null);
}

type OnEdit = (channel: NotificationChannel) => void;

function ChannelName({ channel }: { channel: NotificationChannel }) {
  return (
    <>
      <ScopeLink className="row-link" to={`/notification-channels/${channel.id}`}>
        {channel.name}
      </ScopeLink>
      <span className="cell-sub">{channel.target}</span>
    </>
  );
}

function useColumns(onEdit: OnEdit): Column<NotificationChannel>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const hears = useHears();
  return [
    {
      key: 'name',
      wide: true,
      header: t('common.name'),
      sort: 'name',
      cell: (channel) => <ChannelName channel={channel} />,
    },
    { key: 'type', header: t('channels.type'), cell: ({ type }) => t(`channelType.${type}`) },
    { key: 'hears', wide: true, header: t('channels.hears'), cell: (channel) => hears(channel) },
    {
      key: 'merchant',
      extra: true,
      header: t('devices.merchant'),
      cell: ({ merchant_name: name }) => name ?? t('shell.allMerchants'),
    },
    { key: 'last', header: t('channels.last'), cell: (channel) => <LastWord channel={channel} /> },
    {
      key: 'waiting',
      header: t('channels.waiting'),
      end: true,
      cell: ({ waiting }) => format.number(waiting),
    },
    { key: 'active', header: t('channels.active'), cell: (channel) => <ActiveSwitch channel={channel} /> },
    {
      key: 'actions',
      header: t('common.actions'),
      end: true,
      cell: (channel) => <Actions channel={channel} onEdit={onEdit} />,
    },
  ];
}

function Actions({ channel, onEdit }: { channel: NotificationChannel; onEdit: OnEdit }) {
  const { t } = useTranslation();
  return (
    <span className="row-gap flex-nowrap above-link">
      <TestButton channel={channel} dense />
      <button
        type="button"
        className="btn btn-quiet btn-icon btn-dense"
        aria-label={`${t('common.edit')}: ${channel.name}`}
        title={t('common.edit')}
        onClick={() => onEdit(channel)}
      >
        <Icon name="pencil" />
      </button>
      <DeleteButton
        path={channelPath(channel.id)}
        invalidate={[queryKeys.channels.all]}
        name={channel.name}
        action={t('channels.delete')}
      >
        {t('channels.deleteText')}
      </DeleteButton>
    </span>
  );
}

/** How it went last, or that it went wrong for too long. */
function LastWord({ channel }: { channel: NotificationChannel }) {
  return channel.switched_off ? <OffBadge channel={channel} /> : <LastDelivery channel={channel} />;
}

function ChannelCard({ channel, onEdit }: { channel: NotificationChannel; onEdit: OnEdit }) {
  const { t } = useTranslation();
  const hears = useHears();
  return (
    <>
      <div className="row-card-head">
        <ScopeLink className="row-link" to={`/notification-channels/${channel.id}`}>
          {channel.name}
        </ScopeLink>
        <ActiveSwitch channel={channel} />
      </div>
      <div className="row-card-facts">
        <span className="text-break">{channel.target}</span>
        <span>{t(`channelType.${channel.type}`)}</span>
        <span>{hears(channel)}</span>
      </div>
      <div className="spread">
        <span>
          <LastWord channel={channel} />
        </span>
        <Actions channel={channel} onEdit={onEdit} />
      </div>
    </>
  );
}
