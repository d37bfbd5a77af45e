import { randomUUID } from 'node:crypto';
import type { Task } from '@coffee/contract/tasks';
import { TaskEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { LivePublisher } from '@coffee/platform/live';
import { JobQueue } from '@coffee/platform/queue';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import type { TaskFileRecord } from './task-claims';
import { journalSet, journalTail, journalValues } from './task-journal';
import { canceledBy } from './task-log-words';
import type { TaskType } from './task-types';
import { TaskAlreadyEnded, TaskNotFound } from './tasks.errors';
import { RUN_TASK } from './tasks.jobs';
import { toTask } from './tasks.mapper';

export interface NewTask<Params extends object> {
  type: TaskType<Params>;
  params: Params;
  /** Whose task it is; null for work that spans merchants. */
  merchantId: number | null;
  /** What it is about, for people. */
  scope?: Record<string, unknown>;
  /** The task that it repeats. */
  rerunOf?: string;
}

/** Work that needed no worker. */
export interface DoneTask<Params extends object> extends NewTask<Params> {
  taskId: string;
  file: TaskFileRecord;
  result: object;
}

/** Starts and cancels work behind the scenes. Doing it is `TaskRuns`' business, in the worker. */
@Injectable()
export class TasksService {
  constructor(
    private readonly db: TenantDb,
    private readonly queue: JobQueue,
    private readonly live: LivePublisher,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** Stores the task with the caller's own changes. Call `wake` after the commit. */
  async create<Params extends object>(tx: TenantTx, actor: Actor, task: NewTask<Params>): Promise<Task> {
    const row = await tx.insert(TaskEntity, { taskId: randomUUID(), ...this.valuesOf(actor, task) });
    return toTask(row, this.clock.now());
  }

  /** Stores work that was done at once, for its file: write that after the commit. */
  async record<Params extends object>(tx: TenantTx, actor: Actor, task: DoneTask<Params>): Promise<Task> {
    const { taskId, file, result } = task;
    const now = this.clock.now();
    const row = await tx.insert(TaskEntity, {
      ...this.valuesOf(actor, task),
      taskId,
      status: 'success',
      progress: 100,
      result: result as Record<string, unknown>,
      resultUrl: `/api/v1/tasks/${taskId}/download`,
      fileKey: file.key,
      fileName: file.name,
      fileSize: file.size,
      fileRows: file.rows,
      fileSha256: file.sha256,
      expiresAt: new Date(now.getTime() + file.ttlHours * 3_600_000),
      startedAt: now,
      finishedAt: now,
    });
    return toTask(row, now);
  }

  /** Lets a worker begin at once instead of at the next sweep. */
  async wake(taskId: string): Promise<void> {
    await this.queue.ring(RUN_TASK, { id: taskId });
  }

  async submit<Params extends object>(actor: Actor, task: NewTask<Params>): Promise<Task> {
    const stored = await this.db.transaction(actor, (tx) => this.create(tx, actor, task));
    await this.wake(stored.task_id);
    return stored;
  }

  /** A running task stops at its next step: its runner's progress report is refused. */
  async cancel(actor: Actor, taskId: string): Promise<Task> {
    const row = await this.db.transaction(actor, async (tx) => {
      const task = await tx.lock(TaskEntity, { taskId });
      if (!task) throw new TaskNotFound();
      if (task.status !== 'pending' && task.status !== 'running') throw new TaskAlreadyEnded(task.status);
      const before = { status: task.status, progress: task.progress };
      const { type, merchantId } = task;
      await this.audit.record(tx, actor, {
        action: 'task.canceled',
        targetType: 'task',
        targetId: taskId,
        summary: `Canceled ${type}`,
        before,
        after: { ...before, status: 'canceled' },
        merchantId,
      });
      const ended = { status: 'canceled' as const, leaseUntil: null, finishedAt: this.clock.now() };
      const canceled = await tx.save(TaskEntity, Object.assign(task, ended));
      return { ...canceled, lastLine: await this.tellCanceled(tx, actor, taskId) };
    });
    const { type, status, progress, done, total, merchantId, lastLine: last_line } = row;
    const told = { task_id: taskId, type, status, progress, done, total, step: null, last_line };
    this.live.publish('task.progress', { merchantId }, { ...told, rate: null, eta_seconds: null });
    return toTask(row, this.clock.now());
  }

  /** The worker can write nothing any more: its last step ends here. */
  private async tellCanceled(tx: TenantTx, actor: Actor, taskId: string): Promise<number> {
    const [row] = await tx.query<{ lastLine: number }>(
      (scope) => `with written as (
          update tasks t set ${journalSet('$2')} where t.task_id = $1 and ${scope(TaskEntity, 't')} returning t.*
        ), left_off as (
          update task_steps s set status = 'canceled', finished_at = now()
          from written w where s.task_id = w.task_id and s.status = 'running'
        ), ${journalTail('$2', '$3')}
        select last_line as "lastLine" from written`,
      [taskId, ...journalValues({ lines: [canceledBy(actor.name)] })],
    );
    return row?.lastLine ?? 0;
  }

  private valuesOf<Params extends object>(actor: Actor, task: NewTask<Params>) {
    return {
      type: task.type.type,
      params: task.params as Record<string, unknown>,
      merchantId: task.merchantId,
      actorId: actor.userId,
      requestedBy: actor.source === 'system' ? null : actor.name,
      scope: task.scope ?? null,
      rerunOf: task.rerunOf ?? null,
    };
  }
}
