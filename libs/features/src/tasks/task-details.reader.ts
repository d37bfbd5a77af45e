import type { TaskDetail, TaskRerun } from '@coffee/contract/tasks';
import { TaskEntity, TaskStepEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { Config } from '@coffee/platform/config';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { TaskReruns } from './task-reruns.service';
import { toLogSpan, toStep, toTask } from './tasks.mapper';
import { TasksReader } from './tasks.reader';

const RERUNS_TOLD = 20;

/** One task with all that its page shows but the lines of its log. */
@Injectable()
export class TaskDetails {
  constructor(
    private readonly db: TenantDb,
    private readonly reader: TasksReader,
    private readonly reruns: TaskReruns,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  async get(actor: Actor, taskId: string): Promise<TaskDetail> {
    const task = await this.reader.find(actor, taskId);
    const [steps, reruns, refusal] = await Promise.all([
      this.db.for(actor).findAll(TaskStepEntity, { taskId }),
      this.rerunsOf(actor, taskId),
      this.reruns.refusalOf(actor, task),
    ]);
    return {
      ...toTask(task, this.clock.now()),
      attempts: task.attempts,
      steps: steps.sort((one, other) => one.position - other.position).map(toStep),
      log: toLogSpan(task, this.config.exportTtlHours),
      rerun_of: task.rerunOf,
      reruns,
      rerun_refusal: refusal,
    };
  }

  private async rerunsOf(actor: Actor, taskId: string): Promise<TaskRerun[]> {
    const rows = await this.db.for(actor).query<TaskEntity>(
      (
        scope,
      ) => `select t.task_id as "taskId", t.status, t.requested_by as "requestedBy", t.created_at as "createdAt"
        from tasks t where t.rerun_of = $1 and ${scope(TaskEntity, 't')} order by t.created_at desc limit ${RERUNS_TOLD}`,
      [taskId],
    );
    return rows.map(({ taskId: task_id, status, requestedBy: requested_by, createdAt }) => ({
      task_id,
      status,
      requested_by,
      created_at: createdAt.toISOString(),
    }));
  }
}
