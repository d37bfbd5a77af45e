import { parseMoney } from '@coffee/contract/money';
import {
  PAID_STATUSES,
  type Order,
  type OrderDetail,
  type OrderQuery,
  type OrderSums,
} from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import {
  DeviceEntity,
  OrderEntity,
  OrderEventEntity,
  OrderItemEntity,
  RefundEntity,
} from '@coffee/data/entities';
import { Conditions, likeLiteral, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { DeviceNotFound } from '../devices';
import { AmbiguousOrder, OrderNotFound } from './orders.errors';
import {
  ORDER_COLUMNS,
  ORDER_JOINS,
  toOrder,
  toOrderItem,
  toOrderSums,
  toTimelineEntry,
  type EventRow,
  type ItemRow,
  type OrderRow,
  type SumRow,
} from './orders.mapper';
import { REFUND_COLUMNS, REFUND_JOINS, toRefund, type RefundRow } from './refunds.mapper';

export const ORDER_LIST: ListSpec = {
  entity: OrderEntity,
  alias: 'o',
  from: 'orders o',
  joins: ORDER_JOINS,
  select: ORDER_COLUMNS,
  sorts: {
    // By the time that counts: a clock gone mad would else stand on top for ever.
    device_ts: { expression: 'o.ordered_at', type: 'timestamptz' },
    created_at: { expression: 'o.created_at', type: 'timestamptz' },
    total_price: { expression: 'o.total_minor', type: 'bigint' },
  },
  defaultSort: '-device_ts',
  key: { expression: 'o.id', type: 'bigint' },
};

/** A footer that reads a million orders would cost more than it tells. */
const SUMMED_ORDERS = 20_000;
const MAX_TWINS = 20;
const INTEGER = /^[1-9]\d{0,14}$/;

export function orderConditions(query: OrderQuery): Conditions {
  const prefix = query.query === undefined ? undefined : `${likeLiteral(query.query)}%`;
  const where = new Conditions()
    .add(query.from, (place) => `o.ordered_at >= ${place}::timestamptz`)
    .add(query.to, (place) => `o.ordered_at <= ${place}::timestamptz`)
    .add(query.device_id, (place) => `o.device_id = any(${place})`)
    .add(query.merchant_id, (place) => `o.merchant_id = ${place}`)
    .add(query.location_id, (place) => `o.location_id = ${place}`)
    .add(query.payment_method, (place) => `o.payment_method = any(${place})`)
    .add(query.payment_status, (place) => `o.payment_status = any(${place})`)
    .add(query.fulfilment_status, (place) => `o.fulfilment_status = any(${place})`)
    .add(prefix, (place) => `o.order_id like ${place}`)
    .add(toMinor(query.min_total, 'up'), (place) => `o.total_minor >= ${place}`)
    .add(toMinor(query.max_total, 'down'), (place) => `o.total_minor <= ${place}`)
    .add(
      query.product_id,
      (place) => `exists (select 1 from order_items i where i.order_id = o.id and i.product_id = ${place})`,
    );
  if (query.exception !== undefined) where.raw(query.exception ? 'o.is_exception' : 'not o.is_exception');
  return where;
}

/** A bound of a filter may have more decimals than money has. */
function toMinor(amount: number | undefined, rounding: 'up' | 'down'): number | undefined {
  if (amount === undefined) return undefined;
  const minor =
    parseMoney(amount) ?? (rounding === 'up' ? Math.ceil(amount * 100) : Math.floor(amount * 100));
  return Math.min(minor, Number.MAX_SAFE_INTEGER);
}

@Injectable()
export class OrdersReader {
  constructor(private readonly db: TenantDb) {}

  async list(actor: Actor, query: OrderQuery): Promise<Page<Order>> {
    const { rows, pagination } = await this.db.for(actor).list<OrderRow>(ORDER_LIST, {
      where: orderConditions(query),
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toOrder), pagination };
  }

  /** Sums over what the same query lists; over its newest part alone when it is long, and then it says so. */
  async sums(actor: Actor, query: OrderQuery): Promise<OrderSums> {
    const where = orderConditions(query);
    const rows = await this.db.for(actor).query<SumRow>(
      (scope) => `
        with listed as materialized (
          select o.currency, o.total_minor, o.refunded_minor,
                 not o.is_test and o.payment_status = any($${where.parameters.length + 1}) as sold
          from orders o where ${scope(OrderEntity, 'o')} and ${where.sql}
          order by o.ordered_at desc, o.id desc limit ${SUMMED_ORDERS + 1}
        ), counted as (select * from listed limit ${SUMMED_ORDERS})
        select c.currency, count(*)::integer as orders, (select count(*)::integer from listed) as found,
               coalesce(sum(c.total_minor) filter (where c.sold), 0)::bigint as sales_minor,
               coalesce(sum(c.refunded_minor) filter (where c.sold), 0)::bigint as refunded_minor
        from counted c group by c.currency order by orders desc, c.currency`,
      [...where.parameters, PAID_STATUSES],
    );
    return toOrderSums(rows, SUMMED_ORDERS);
  }

  async get(actor: Actor, orderId: string, deviceId?: string): Promise<OrderDetail> {
    const row = await this.find(actor, orderId, deviceId);
    const [items, refunds, events] = await Promise.all([
      this.itemsOf(actor, row.id),
      this.refundsOf(actor, row.id),
      this.eventsOf(actor, row.id),
    ]);
    return {
      order: toOrder(row),
      items: items.map(toOrderItem),
      refunds: refunds.map(toRefund),
      timeline: events.map(toTimelineEntry),
    };
  }

  /**
   * The order that a path names: by the machine's order id, or by the order's own number when no machine used that as
   * an id. Order ids are unique per machine only.
   */
  async find(actor: Actor, orderId: string, deviceId?: string): Promise<OrderRow> {
    const rows = await this.select(actor, 'o.order_id = $1', orderId, deviceId);
    if (rows.length > 1) throw new AmbiguousOrder(rows.map((row) => row.device_id));
    const [row] =
      rows.length === 0 && INTEGER.test(orderId)
        ? await this.select(actor, 'o.id = $1::bigint', orderId, deviceId)
        : rows;
    if (!row) throw new OrderNotFound();
    return row;
  }

  /** A machine's newest orders. */
  async recentOf(actor: Actor, deviceId: string, limit: number): Promise<Order[]> {
    const access = this.db.for(actor);
    if (!(await access.exists(DeviceEntity, { deviceId }))) throw new DeviceNotFound(deviceId);
    const rows = await access.query<OrderRow>(
      (scope) => `
        select ${ORDER_COLUMNS} from orders o ${ORDER_JOINS}
        where o.device_id = $1 and ${scope(OrderEntity, 'o')} order by o.ordered_at desc, o.id desc limit $2`,
      [deviceId, limit],
    );
    return rows.map(toOrder);
  }

  private select(
    actor: Actor,
    condition: string,
    id: string,
    deviceId: string | undefined,
  ): Promise<OrderRow[]> {
    return this.db.for(actor).query<OrderRow>(
      (scope) => `
        select ${ORDER_COLUMNS} from orders o ${ORDER_JOINS}
        where ${condition} and ($2::text is null or o.device_id = $2) and ${scope(OrderEntity, 'o')}
        order by o.device_id limit ${MAX_TWINS}`,
      [id, deviceId ?? null],
    );
  }

  private itemsOf(actor: Actor, id: number): Promise<ItemRow[]> {
    return this.db.for(actor).query<ItemRow>(
      (scope) => `
        select i.product_id, i.name, i.qty, i.unit_price_minor, i.options from order_items i
        where i.order_id = $1 and ${scope(OrderItemEntity, 'i')} order by i.line`,
      [id],
    );
  }

  private refundsOf(actor: Actor, id: number): Promise<RefundRow[]> {
    return this.db.for(actor).query<RefundRow>(
      (scope) => `
        select ${REFUND_COLUMNS} from refunds r ${REFUND_JOINS}
        where r.order_id = $1 and ${scope(RefundEntity, 'r')} order by r.created_at desc, r.refund_id desc`,
      [id],
    );
  }

  /** The sale, the payment, and what was told since, in the order of the machine's times where it gave one. */
  private eventsOf(actor: Actor, id: number): Promise<EventRow[]> {
    return this.db.for(actor).query<EventRow>(
      (scope) => `
        select event, at, source, detail from (
          select 'created' as event, o.ordered_at as at, 'device' as source, null as detail, 0::bigint as place
          from orders o where o.id = $1 and ${scope(OrderEntity, 'o')}
          union all
          select 'paid', o.ordered_at, 'device', o.payment_method, 1
          from orders o where o.id = $1 and o.payment_status = any($2) and ${scope(OrderEntity, 'o')}
          union all
          select e.event, coalesce(e.reported_at, e.at), e.source, e.detail, e.id + 1
          from order_events e where e.order_id = $1 and ${scope(OrderEventEntity, 'e')}
        ) told order by at, place`,
      [id, PAID_STATUSES],
    );
  }
}
