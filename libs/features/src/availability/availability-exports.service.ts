import type { AvailabilityExportQuery } from '@coffee/contract/availability';
import type { ExportLanguage } from '@coffee/contract/orders';
import type { TaskStarted } from '@coffee/contract/tasks';
import { DeviceSellableDayEntity } from '@coffee/data/entities';
import { Conditions } from '@coffee/data/list-query';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { EXPORT_STEPS, ExportWriter } from '../exports';
import { actOnce } from '../idempotency';
import { narrowed, refuseSpan, SPAN_SQL } from '../reports';
import { defineTask, TaskRequesters, TasksService, type TaskOutcome, type TaskRun } from '../tasks';
import { EXPORT_COLUMNS, EXPORT_JOINS } from './export-columns';

/** What is stored with the task: which days, of which machines. Days are `YYYY-MM-DD`. */
export interface AvailabilityExport {
  language: ExportLanguage;
  from_day: string;
  to_day: string;
  merchant_id: number | null;
  device_id: string | null;
  time_zone: string;
}

export const EXPORT_AVAILABILITY = defineTask<AvailabilityExport>('export_availability', {
  permission: 'availability.export',
  steps: EXPORT_STEPS,
});

const FORMAT = 'csv';

@Injectable()
export class AvailabilityExports {
  constructor(
    private readonly db: TenantDb,
    private readonly tasks: TasksService,
    private readonly audit: AuditTrail,
    private readonly writer: ExportWriter,
    private readonly requesters: TaskRequesters,
    private readonly clock: Clock,
  ) {}

  async start(actor: Actor, query: AvailabilityExportQuery, key?: string): Promise<TaskStarted> {
    refuseSpan(query, this.clock.now());
    const viewer = narrowed(actor, query.merchant_id);
    const act = { name: 'export-availability', key, request: { ...query } };
    const { answer, again } = await this.db.transaction(actor, (tx) =>
      actOnce(tx, actor, act, () => this.create(tx, actor, viewer.merchantId, query)),
    );
    if (!again) await this.tasks.wake(answer.task_id);
    return answer;
  }

  /** In the worker. Safe to run twice: each attempt writes its own file, and only one is kept. */
  async run(order: AvailabilityExport, run: TaskRun): Promise<TaskOutcome> {
    const actor = await this.requesters.actorOf(run.task, 'availability.export');
    const list = {
      entity: DeviceSellableDayEntity,
      alias: 'r',
      from: 'device_sellable_days r',
      joins: EXPORT_JOINS,
      where: new Conditions()
        .add(order.from_day, (place) => `r.day >= ${place}::date`)
        .add(order.to_day, (place) => `r.day <= ${place}::date`)
        .add(order.merchant_id ?? undefined, (place) => `r.merchant_id = ${place}`)
        .add(order.device_id ?? undefined, (place) => `r.device_id = ${place}`),
      orderBy: 'r.day, r.device_id',
      columns: EXPORT_COLUMNS,
    };
    const { language, time_zone: timeZone } = order;
    const name = `availability_${order.from_day}_${order.to_day}`;
    const title = { en: 'Availability', 'zh-CN': '可用率' }[language];
    return this.writer.write(actor, { list, format: FORMAT, language, timeZone, name, title }, run);
  }

  private async create(
    tx: TenantTx,
    actor: Actor,
    merchantId: number | null,
    query: AvailabilityExportQuery,
  ): Promise<TaskStarted> {
    const { language = 'en', ...filters } = query;
    const [span] = await tx.query<{ from_day: string; to_day: string; zone: string }>(
      (scope) => `${SPAN_SQL} bounds as (select * from span)
        select first_day::text as from_day, last_day::text as to_day, zone from bounds, (select $4::integer as merchant_id) asked
        where ${scope(DeviceSellableDayEntity, 'asked')}`,
      [this.clock.now(), query.from ?? null, query.to ?? null, merchantId],
    );
    if (!span) throw new Error('a span without days');
    const params: AvailabilityExport = {
      language,
      from_day: span.from_day,
      to_day: span.to_day,
      merchant_id: merchantId,
      device_id: query.device_id ?? null,
      time_zone: span.zone,
    };
    const task = await this.tasks.create(tx, actor, {
      type: EXPORT_AVAILABILITY,
      params,
      merchantId: actor.merchantId,
      scope: { list: 'availability', format: FORMAT, filters, time_zone: span.zone },
    });
    await this.audit.record(tx, actor, {
      action: 'availability.export_started',
      targetType: 'task',
      targetId: task.task_id,
      summary: `Began an export of availability from ${span.from_day} to ${span.to_day}`,
      after: params,
    });
    return { task_id: task.task_id, message: 'Export started' };
  }
}
