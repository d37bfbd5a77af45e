import type { ChannelQuery, NotificationChannel } from '@coffee/contract/notification-channels';
import type { Page } from '@coffee/contract/paging';
import { NotificationChannelEntity } from '@coffee/data/entities';
import { Conditions, likeLiteral, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { FLEET_DEFAULTS } from '../reports';
import { CHANNEL_COLUMNS, channelJoins, type ChannelRow, toChannel } from './channels.mapper';
import { ChannelNotFound } from './notifications.errors';

const JOINS = channelJoins(FLEET_DEFAULTS);

const CHANNEL_LIST: ListSpec = {
  entity: NotificationChannelEntity,
  alias: 'c',
  from: 'notification_channels c',
  joins: JOINS,
  select: CHANNEL_COLUMNS,
  sorts: {
    name: { expression: 'c.name', type: 'text' },
    created_at: { expression: 'c.created_at', type: 'timestamptz' },
  },
  defaultSort: 'name',
  key: { expression: 'c.id', type: 'integer' },
};

@Injectable()
export class ChannelsReader {
  constructor(private readonly db: TenantDb) {}

  async list(actor: Actor, query: ChannelQuery): Promise<Page<NotificationChannel>> {
    const where = new Conditions()
      .add(query.query && `%${likeLiteral(query.query.toLowerCase())}%`, (place) =>
        ['c.name', 'c.target'].map((column) => `lower(${column}) like ${place}`).join(' or '),
      )
      .add(query.type, (place) => `c.type = any(${place})`)
      .add(query.active, (place) => `c.active = ${place}`)
      .add(query.merchant_id, (place) => `c.merchant_id = ${place}`);
    const { rows, pagination } = await this.db.for(actor).list<ChannelRow>(CHANNEL_LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toChannel), pagination };
  }

  async get(actor: Actor, id: number): Promise<NotificationChannel> {
    const [row] = await this.db.for(actor).query<ChannelRow>(
      (scope) =>
        `select ${CHANNEL_COLUMNS} from notification_channels c ${JOINS}
           where c.id = $1 and ${scope(NotificationChannelEntity, 'c')}`,
      [id],
    );
    if (!row) throw new ChannelNotFound();
    return toChannel(row);
  }
}
