import { PAID_STATUSES, type FulfilmentStatus, type PaymentStatus } from '@coffee/contract/orders';
import { OrderEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Doorbell } from '@coffee/platform/doorbell';
import { DomainError } from '@coffee/platform/errors';
import { LivePublisher } from '@coffee/platform/live';
import { JobQueue } from '@coffee/platform/queue';
import { Injectable } from '@nestjs/common';
import { CommandsService } from '../commands';
import { ProductBlocks } from './product-blocks.service';
import { tellOrder } from './refund-news';
import { JUDGE_ORDER } from './refunds.jobs';

const OUTCOME_MINUTES = 10;
/** What the machine has for its answer before the policy decides. */
const ANSWER_MINUTES = 5;
/** Older ones come from before this rule, or from a machine that was away: for people, not for a policy. */
const JUDGED_HOURS = 24;
const ASK_TTL_SECONDS = 900;
const CHUNK = 500;

const system = systemActor();

interface LostOrder {
  orderId: string;
  deviceId: string;
  merchantId: number | null;
  paymentStatus: PaymentStatus;
  fulfilmentStatus: FulfilmentStatus;
}

const OVERDUE = `o.fulfilment_status in ('pending', 'brewing')
  and o.created_at < now() - interval '${OUTCOME_MINUTES} minutes'`;
const RECENT = `o.created_at > now() - interval '${JUDGED_HOURS} hours'`;

/** The clock's side of orders: cups of which nothing was heard, and decisions that are due. */
@Injectable()
export class OrderSweep {
  constructor(
    private readonly db: TenantDb,
    private readonly commands: CommandsService,
    private readonly blocks: ProductBlocks,
    private readonly live: LivePublisher,
    private readonly doorbell: Doorbell,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<void> {
    while ((await this.markUnknown()) === CHUNK);
    await this.ringJudgements();
    await this.blocks.clearServed();
    await this.blocks.tellMachines();
  }

  /** The machines are asked first: whoever dies in between asks again, and the key keeps that to one question. */
  private async markUnknown(): Promise<number> {
    for (const deviceId of await this.machinesToAsk()) await this.ask(deviceId);
    const lost = await this.db.for(system).query<LostOrder>(
      (scope) => `
        with due as materialized (
          select o.id from orders o where ${OVERDUE} and ${scope(OrderEntity, 'o')}
          order by o.created_at limit ${CHUNK} for update skip locked
        ), moved as (
          update orders o set fulfilment_status = 'unknown', updated_at = now(),
            judge_at = case when o.payment_status = any($1) and ${RECENT}
              then now() + interval '${ANSWER_MINUTES} minutes' end
          from due where o.id = due.id
          returning o.id, o.order_id, o.device_id, o.merchant_id, o.payment_status, o.fulfilment_status
        ), kept as (
          insert into order_events (order_id, event, source, detail)
          select id, 'unknown', 'system', 'No outcome within ${OUTCOME_MINUTES} minutes' from moved
        )
        select order_id as "orderId", device_id as "deviceId", merchant_id as "merchantId",
               payment_status as "paymentStatus", fulfilment_status as "fulfilmentStatus" from moved`,
      [PAID_STATUSES],
    );
    for (const order of lost) tellOrder(this.live, order);
    // Commands that waited for the cup may go now.
    this.doorbell.ring([...new Set(lost.map((order) => order.deviceId))]);
    return lost.length;
  }

  private async machinesToAsk(): Promise<string[]> {
    const rows = await this.db.for(system).query<{ device_id: string }>(
      (scope) => `
        select distinct due.device_id from (
          select o.device_id from orders o where ${OVERDUE} and ${RECENT} and ${scope(OrderEntity, 'o')}
          order by o.created_at limit ${CHUNK}
        ) due`,
    );
    return rows.map((row) => row.device_id);
  }

  private async ask(deviceId: string): Promise<void> {
    const quarter = Math.floor(Date.now() / (ASK_TTL_SECONDS * 1_000));
    try {
      await this.commands.create(
        system,
        deviceId,
        { type: 'sync', payload: { sync_types: ['status'] }, ttl_seconds: ASK_TTL_SECONDS },
        `outcome of orders ${quarter}`,
      );
    } catch (error) {
      // A machine that gets no commands cannot be asked.
      if (!(error instanceof DomainError)) throw error;
    }
  }

  private async ringJudgements(): Promise<void> {
    const due = await this.db.for(system).query<{ id: string }>(
      (scope) => `
        select o.id::text as id from orders o where o.judge_at <= now() and ${scope(OrderEntity, 'o')}
        order by o.judge_at limit ${CHUNK}`,
    );
    await this.queue.ringAll(JUDGE_ORDER, due);
  }
}
