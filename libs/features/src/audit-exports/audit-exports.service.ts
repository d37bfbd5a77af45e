import type { AuditExportQuery, AuditQuery } from '@coffee/contract/audit';
import type { ExportLanguage } from '@coffee/contract/orders';
import type { TaskStarted } from '@coffee/contract/tasks';
import { orderSql } from '@coffee/data/list-query';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AUDIT_LIST, auditConditions, AuditTrail } from '../audit';
import { EXPORT_STEPS, ExportWriter } from '../exports';
import { actOnce } from '../idempotency';
import { defineTask, TaskRequesters, TasksService, type TaskOutcome, type TaskRun } from '../tasks';
import { EXPORT_COLUMNS, EXPORT_JOINS } from './export-columns';

/** What is stored with the task: all that decides what will be in the file but the person's own reach. */
export interface AuditExport {
  language: ExportLanguage;
  filters: Omit<AuditQuery, 'page' | 'page_size' | 'cursor' | 'sort'>;
  sort?: string;
}

export const EXPORT_AUDIT = defineTask<AuditExport>('export_audit', {
  permission: 'audit.read',
  steps: EXPORT_STEPS,
});

/** The log is read beside other logs. */
const ZONE = 'UTC';
const FORMAT = 'csv';

@Injectable()
export class AuditExports {
  constructor(
    private readonly db: TenantDb,
    private readonly tasks: TasksService,
    private readonly trail: AuditTrail,
    private readonly writer: ExportWriter,
    private readonly requesters: TaskRequesters,
    private readonly clock: Clock,
  ) {}

  async start(actor: Actor, query: AuditExportQuery, key?: string): Promise<TaskStarted> {
    // A sort that the list does not know is refused now, not in the worker.
    orderSql(AUDIT_LIST, query.sort);
    const act = { name: 'export-audit', key, request: { ...query } };
    const { answer, again } = await this.db.transaction(actor, (tx) =>
      actOnce(tx, actor, act, () => this.create(tx, actor, query)),
    );
    if (!again) await this.tasks.wake(answer.task_id);
    return answer;
  }

  /** In the worker. Safe to run twice: each attempt writes its own file, and only one is kept. */
  async run({ language, filters, sort }: AuditExport, run: TaskRun): Promise<TaskOutcome> {
    const actor = await this.requesters.actorOf(run.task, 'audit.read');
    const { entity, alias, from } = AUDIT_LIST;
    const list = {
      entity,
      alias,
      from,
      joins: EXPORT_JOINS,
      where: auditConditions(filters),
      orderBy: orderSql(AUDIT_LIST, sort),
      columns: EXPORT_COLUMNS,
    };
    const name = `audit_${this.clock.now().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}_UTC`;
    const title = { en: 'Audit log', 'zh-CN': '审计日志' }[language];
    return this.writer.write(actor, { list, format: FORMAT, language, timeZone: ZONE, name, title }, run);
  }

  private async create(tx: TenantTx, actor: Actor, query: AuditExportQuery): Promise<TaskStarted> {
    const { language = 'en', sort, page: _page, page_size: _size, cursor: _cursor, ...filters } = query;
    const sorted = sort === undefined ? {} : { sort };
    const params: AuditExport = { language, filters, ...sorted };
    const task = await this.tasks.create(tx, actor, {
      type: EXPORT_AUDIT,
      params,
      merchantId: actor.merchantId,
      scope: { list: 'audit', format: FORMAT, filters, time_zone: ZONE, ...sorted },
    });
    await this.trail.record(tx, actor, {
      action: 'audit.export_started',
      targetType: 'task',
      targetId: task.task_id,
      summary: 'Began an export of the audit log',
      after: params,
    });
    return { task_id: task.task_id, message: 'Export started' };
  }
}
