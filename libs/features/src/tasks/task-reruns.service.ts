import { may } from '@coffee/contract/permissions';
import type { TaskRerunRefusal, TaskStarted } from '@coffee/contract/tasks';
import { TaskEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { FileStore } from '@coffee/platform/storage';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { actOnce } from '../idempotency';
import { findTaskType, type TaskType } from './task-types';
import { RequesterNotAllowed, TaskNotFound, TaskNotRepeatable } from './tasks.errors';
import { TasksService } from './tasks.service';

type Db = Pick<TenantTx, 'query'>;

/** The same request again, as a task of its own that names the one before it. */
@Injectable()
export class TaskReruns {
  constructor(
    private readonly db: TenantDb,
    private readonly tasks: TasksService,
    private readonly store: FileStore,
    private readonly audit: AuditTrail,
  ) {}

  async rerun(actor: Actor, taskId: string, key?: string): Promise<TaskStarted> {
    const act = { name: `rerun-task ${taskId}`, key, request: { taskId } };
    const { answer, again } = await this.db.transaction(actor, (tx) =>
      actOnce(tx, actor, act, () => this.repeat(tx, actor, taskId)),
    );
    if (!again) await this.tasks.wake(answer.task_id);
    return answer;
  }

  /** Null: nothing speaks against it now. */
  async refusalOf(
    actor: Actor,
    task: TaskEntity,
    db: Db = this.db.for(actor),
  ): Promise<TaskRerunRefusal | null> {
    const type = findTaskType(task.type);
    if (!type) return 'unknown_type';
    if (actor.role === null || !may(actor.role, type.permission)) return 'not_permitted';
    if (task.status === 'pending' || task.status === 'running') return 'not_ended';
    if (!(await this.hasInput(type, task))) return 'input_expired';
    return (await this.isUnderWay(db, task)) ? 'under_way' : null;
  }

  private async hasInput(type: TaskType, { params }: TaskEntity): Promise<boolean> {
    const key = type.inputOf?.(params);
    return key === undefined || (key !== '' && (await this.store.has(key)));
  }

  private async repeat(tx: TenantTx, actor: Actor, taskId: string): Promise<TaskStarted> {
    // Locked, so that of two people who ask at once the second finds the first one's task.
    const task = await tx.lock(TaskEntity, { taskId });
    if (!task) throw new TaskNotFound();
    const refusal = await this.refusalOf(actor, task, tx);
    if (refusal === 'not_permitted') throw new RequesterNotAllowed();
    const type = findTaskType(task.type);
    if (refusal !== null || !type) throw new TaskNotRepeatable(refusal ?? 'unknown_type');
    const { params, merchantId, scope } = task;
    const wanted = { type, params, merchantId, rerunOf: taskId };
    const again = await this.tasks.create(tx, actor, scope === null ? wanted : { ...wanted, scope });
    await this.audit.record(tx, actor, {
      action: 'task.rerun_started',
      targetType: 'task',
      targetId: again.task_id,
      summary: `Began ${task.type} again`,
      after: { rerun_of: taskId, type: task.type, params },
      merchantId,
    });
    return { task_id: again.task_id, message: 'Task started again' };
  }

  /** By anybody within reach, from whichever task: two of the same would only stand in each other's way. */
  private async isUnderWay(db: Db, { type, params, merchantId }: TaskEntity): Promise<boolean> {
    const rows = await db.query(
      (scope) => `select 1 from tasks t
        where t.status in ('pending', 'running') and t.type = $1 and t.params = $2::jsonb
          and t.merchant_id is not distinct from $3::integer and ${scope(TaskEntity, 't')} limit 1`,
      [type, JSON.stringify(params), merchantId],
    );
    return rows.length > 0;
  }
}
