import type { Delivery, DeliveryDetail, DeliveryQuery } from '@coffee/contract/notifications';
import type { Page } from '@coffee/contract/paging';
import {
  NotificationAttemptEntity,
  NotificationChannelEntity,
  NotificationDeliveryEntity,
} from '@coffee/data/entities';
import { Conditions, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { DELIVERY_COLUMNS, type DeliveryRow, toAttempt, toDelivery } from './deliveries.mapper';
import { ChannelNotFound, DeliveryNotFound } from './notifications.errors';

const DELIVERY_LIST: ListSpec = {
  entity: NotificationDeliveryEntity,
  alias: 'd',
  from: 'notification_deliveries d',
  select: DELIVERY_COLUMNS,
  sorts: { created_at: { expression: 'd.created_at', type: 'timestamptz' } },
  defaultSort: '-created_at',
  key: { expression: 'd.id', type: 'bigint' },
};

const MAX_ATTEMPTS = 100;

@Injectable()
export class DeliveriesReader {
  constructor(private readonly db: TenantDb) {}

  /** Of one channel, newest first. */
  async list(actor: Actor, channelId: number, query: DeliveryQuery): Promise<Page<Delivery>> {
    if (!(await this.db.for(actor).exists(NotificationChannelEntity, { id: channelId })))
      throw new ChannelNotFound();
    const where = new Conditions()
      .add(channelId, (place) => `d.channel_id = ${place}`)
      .add(query.status, (place) => `d.status = any(${place})`)
      .add(query.event, (place) => `d.event = any(${place})`)
      .add(query.alarm_id, (place) => `d.alarm_id = ${place}`)
      .add(query.device_id, (place) => `d.device_id = ${place}`)
      .add(query.digest_id, (place) => `d.digest_id = ${place}`)
      .add(query.from, (place) => `d.created_at >= ${place}::timestamptz`)
      .add(query.to, (place) => `d.created_at <= ${place}::timestamptz`);
    const { rows, pagination } = await this.db.for(actor).list<DeliveryRow>(DELIVERY_LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toDelivery), pagination };
  }

  async get(actor: Actor, channelId: number, id: number): Promise<Delivery> {
    const row = await this.db.for(actor).find(NotificationDeliveryEntity, { id, channelId });
    if (!row) throw new DeliveryNotFound();
    return toDelivery(row);
  }

  async detail(actor: Actor, channelId: number, id: number): Promise<DeliveryDetail> {
    const delivery = await this.get(actor, channelId, id);
    const rows = await this.db.for(actor).query<NotificationAttemptEntity>(
      (scope) => `
        select * from (
          select t.id, t.attempt, t.at, t.duration_ms as "durationMs", t.ok, t.status_code as "statusCode",
                 t.error_code as "errorCode", t.error
          from notification_attempts t where t.delivery_id = $1 and ${scope(NotificationAttemptEntity, 't')}
          order by t.id desc limit ${MAX_ATTEMPTS}
        ) last order by id`,
      [id],
    );
    return { delivery, attempts: rows.map(toAttempt) };
  }
}
