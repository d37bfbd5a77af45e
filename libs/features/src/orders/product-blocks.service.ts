import type { ProductBlock } from '@coffee/contract/refunds';
import {
  DeviceEntity,
  OrderEntity,
  OrderEventEntity,
  OrderItemEntity,
  ProductBlockEntity,
} from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor, type Actor } from '@coffee/platform/context';
import { DomainError, NotFound } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { CommandsService } from '../commands';
import { DeviceNotFound } from '../devices';
import { toProductBlock, type BlockRow } from './refunds.mapper';

const FAILURES = 3;
const WINDOW_MINUTES = 10;
const MAX_TOLD = 100;
const BLOCK_COLUMNS = 'b.id, b.device_id, b.product_id, b.name, b.failures, b.blocked_at, b.told';

const system = systemActor();

/** When a cup failed: as its machine said, or when it sold it for one that was reported as failed at once. */
const FAILED_AT = (order: string): string => `coalesce(
  (select max(coalesce(e.reported_at, e.at)) from order_events e where e.order_id = ${order}.id and e.event = 'failed'),
  ${order}.ordered_at)`;

/** Products that a machine shall not sell because their cups failed again and again. */
@Injectable()
export class ProductBlocks {
  constructor(
    private readonly db: TenantDb,
    private readonly commands: CommandsService,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, deviceId: string): Promise<ProductBlock[]> {
    const access = this.db.for(actor);
    if (!(await access.exists(DeviceEntity, { deviceId }))) throw new DeviceNotFound(deviceId);
    const rows = await access.query<BlockRow>(
      (scope) => `
        select ${BLOCK_COLUMNS} from product_blocks b
        where b.device_id = $1 and b.cleared_at is null and ${scope(ProductBlockEntity, 'b')} order by b.blocked_at desc`,
      [deviceId],
    );
    return rows.map(toProductBlock);
  }

  /** A person says that it may be sold again. */
  async clear(actor: Actor, deviceId: string, blockId: number): Promise<ProductBlock[]> {
    await this.db.transaction(actor, async (tx) => {
      const block = await tx.lock(ProductBlockEntity, { id: blockId, deviceId });
      if (!block || block.clearedAt) throw new NotFound('No such block');
      Object.assign(block, { clearedAt: this.clock.now(), clearedBy: actor.name, told: false });
      await tx.save(ProductBlockEntity, block);
      await this.audit.record(tx, actor, {
        action: 'product.unblocked',
        targetType: 'device',
        targetId: deviceId,
        summary: `Let ${deviceId} sell ${block.name} again`,
        after: { product_id: block.productId },
      });
    });
    await this.tellMachines();
    return this.list(actor, deviceId);
  }

  /** Blocks the products of a failed order that failed too often lately. Old news, told late, block nothing. */
  async considerAfter(tx: TenantTx, order: OrderEntity): Promise<void> {
    const made = await tx.query<{ product_id: string; name: string; failures: number }>(
      (scope) => `
        with now_failed as materialized (
          select ${FAILED_AT('o')} as at from orders o where o.id = $1 and ${scope(OrderEntity, 'o')}
        ), lately as materialized (
          select o.id from orders o, now_failed n
          where o.device_id = $2 and o.ordered_at > n.at - interval '1 day' and o.fulfilment_status = 'failed'
            and n.at > now() - interval '1 hour' and ${scope(OrderEntity, 'o')}
            and ${FAILED_AT('o')} between n.at - interval '${WINDOW_MINUTES} minutes' and n.at
        ), counted as (
          select i.product_id, max(i.name) as name, count(distinct i.order_id)::integer as failures
          from lately l join order_items i on i.order_id = l.id
          where ${scope(OrderItemEntity, 'i')}
            and i.product_id in (select own.product_id from order_items own where own.order_id = $1)
          group by i.product_id having count(distinct i.order_id) >= ${FAILURES}
        ), made as (
          insert into product_blocks (device_id, product_id, name, failures)
          select $2, product_id, name, failures from counted
          on conflict (device_id, product_id) where cleared_at is null do nothing
          returning product_id, name, failures
        ) select product_id, name, failures from made`,
      [order.id, order.deviceId],
    );
    for (const block of made) await this.record(tx, order, block);
  }

  /** A good cup of it says that the machine can do it again. */
  async clearServed(): Promise<void> {
    await this.db.for(system).query(
      (scope) => `
        with served as (
          update product_blocks b set cleared_at = now(), cleared_by = 'completed order', told = false
          where b.cleared_at is null and ${scope(ProductBlockEntity, 'b')} and exists (
            select 1 from orders o join order_items i on i.order_id = o.id
            where o.device_id = b.device_id and o.ordered_at > b.blocked_at and o.fulfilment_status = 'completed'
              and i.product_id = b.product_id)
          returning 1
        ) select 1 from served`,
    );
  }

  /** Sends each machine whose blocks changed the whole list. Marked after it is queued: told twice rather than never. */
  async tellMachines(): Promise<void> {
    const rows = await this.db.for(system).query<{ device_id: string; ids: number[]; blocked: string[] }>(
      (scope) => `
        select b.device_id, array_agg(b.id) filter (where not b.told) as ids,
               coalesce(array_agg(b.product_id order by b.product_id) filter (where b.cleared_at is null), '{}') as blocked
        from product_blocks b
        where b.device_id in (select distinct u.device_id from product_blocks u where not u.told limit ${MAX_TOLD})
          and (b.cleared_at is null or not b.told) and ${scope(ProductBlockEntity, 'b')} group by b.device_id`,
    );
    for (const { device_id: deviceId, ids, blocked } of rows) {
      await this.tell(deviceId, blocked);
      await this.db.for(system).query(
        (scope) => `
          with done as (
            update product_blocks b set told = true where b.id = any($1) and ${scope(ProductBlockEntity, 'b')} returning 1
          ) select 1 from done`,
        [ids],
      );
    }
  }

  private async tell(deviceId: string, blocked: string[]): Promise<void> {
    try {
      await this.commands.create(system, deviceId, {
        type: 'set_params',
        payload: { params: { blocked_products: blocked } },
      });
    } catch (error) {
      // A machine that gets no commands, being suspended or retired, sells nothing either.
      if (!(error instanceof DomainError)) throw error;
    }
  }

  private async record(
    tx: TenantTx,
    order: OrderEntity,
    block: { product_id: string; name: string; failures: number },
  ): Promise<void> {
    const summary = `Blocked ${block.name} on ${order.deviceId}: ${block.failures} failed in ${WINDOW_MINUTES} minutes`;
    await tx.insert(OrderEventEntity, {
      orderId: order.id,
      event: 'product_blocked',
      source: 'system',
      detail: block.name,
      data: block,
    });
    await this.audit.record(tx, system, {
      action: 'product.blocked',
      targetType: 'device',
      targetId: order.deviceId,
      summary,
      after: block,
      merchantId: order.merchantId,
    });
  }
}
