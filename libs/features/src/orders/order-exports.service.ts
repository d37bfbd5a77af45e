import type { ExportFormat, ExportLanguage, OrderExportQuery, OrderQuery } from '@coffee/contract/orders';
import type { TaskStarted } from '@coffee/contract/tasks';
import { MerchantEntity } from '@coffee/data/entities';
import { orderSql } from '@coffee/data/list-query';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { AuditTrail } from '../audit';
import { EXPORT_STEPS, ExportWriter } from '../exports';
import { actOnce } from '../idempotency';
import { defineTask, TaskRequesters, TasksService, type TaskOutcome, type TaskRun } from '../tasks';
import { EXPORT_COLUMNS, EXPORT_JOINS } from './export-columns';
import { ORDER_LIST, orderConditions } from './orders.reader';

/** What is stored with the task: all that decides what will be in the file but the person's own reach. */
export interface OrderExport {
  format: ExportFormat;
  language: ExportLanguage;
  time_zone: string;
  filters: Omit<OrderQuery, 'page' | 'page_size' | 'cursor' | 'sort'>;
  sort?: string;
}

export const EXPORT_ORDERS = defineTask<OrderExport>('export_orders', {
  permission: 'orders.export',
  steps: EXPORT_STEPS,
});

/** Several merchants may have several zones. */
const COMMON_ZONE = 'UTC';

@Injectable()
export class OrderExports {
  constructor(
    private readonly db: TenantDb,
    private readonly tasks: TasksService,
    private readonly audit: AuditTrail,
    private readonly writer: ExportWriter,
    private readonly requesters: TaskRequesters,
    private readonly clock: Clock,
  ) {}

  async start(actor: Actor, query: OrderExportQuery, key?: string): Promise<TaskStarted> {
    // A sort that the list does not know is refused now, not in the worker.
    orderSql(ORDER_LIST, query.sort);
    const act = { name: 'export-orders', key, request: { ...query } };
    const { answer, again } = await this.db.transaction(actor, (tx) =>
      actOnce(tx, actor, act, () => this.create(tx, actor, query)),
    );
    if (!again) await this.tasks.wake(answer.task_id);
    return answer;
  }

  /** In the worker. Safe to run twice: each attempt writes its own file, and only one is kept. */
  async run({ format, language, time_zone, filters, sort }: OrderExport, run: TaskRun): Promise<TaskOutcome> {
    const actor = await this.requesters.actorOf(run.task, 'orders.export');
    const list = {
      entity: ORDER_LIST.entity,
      alias: ORDER_LIST.alias,
      from: ORDER_LIST.from,
      joins: EXPORT_JOINS,
      where: orderConditions(filters),
      orderBy: orderSql(ORDER_LIST, sort),
      columns: EXPORT_COLUMNS,
    };
    const name = `orders_${this.stamp(time_zone)}_${hashOf(filters)}`;
    const title = { en: 'Orders', 'zh-CN': '订单' }[language];
    return this.writer.write(actor, { list, format, language, timeZone: time_zone, name, title }, run);
  }

  private async create(tx: TenantTx, actor: Actor, query: OrderExportQuery): Promise<TaskStarted> {
    const { format = 'csv', language = 'en', sort, ...rest } = query;
    const { page: _page, page_size: _size, cursor: _cursor, ...filters } = rest;
    const time_zone = await this.zoneOf(tx, query.merchant_id);
    const params: OrderExport = {
      format,
      language,
      time_zone,
      filters,
      ...(sort === undefined ? {} : { sort }),
    };
    const scope = { list: 'orders', format, filters, time_zone, ...(sort === undefined ? {} : { sort }) };
    const task = await this.tasks.create(tx, actor, {
      type: EXPORT_ORDERS,
      params,
      merchantId: actor.merchantId,
      scope,
    });
    await this.audit.record(tx, actor, {
      action: 'order.export_started',
      targetType: 'task',
      targetId: task.task_id,
      summary: `Began an export of orders as ${format}`,
      after: params,
    });
    return { task_id: task.task_id, message: 'Export started' };
  }

  private async zoneOf(tx: TenantTx, merchantId: number | undefined): Promise<string> {
    const merchants = await tx.query<{ zone: string | null }>(
      (scope) => `select m.settings->>'timeZone' as zone from merchants m
        where ${scope(MerchantEntity, 'm')} and ($1::integer is null or m.id = $1) limit 2`,
      [merchantId ?? null],
    );
    return merchants.length === 1 ? (merchants[0]?.zone ?? COMMON_ZONE) : COMMON_ZONE;
  }

  /** `20261126-081500_Asia-Shanghai`. */
  private stamp(timeZone: string): string {
    const at = this.clock.now().toLocaleString('sv-SE', { timeZone });
    return `${at.replace(/-|:/g, '').replace(' ', '-')}_${timeZone.replace(/[^A-Za-z0-9+-]/g, '-')}`;
  }
}

/** Tells the files of different filters apart. */
function hashOf(filters: object): string {
  return createHash('sha256').update(JSON.stringify(filters)).digest('hex').slice(0, 6);
}
