import type { Page } from '@coffee/contract/paging';
import type { Task, TaskQuery } from '@coffee/contract/tasks';
import { TaskEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { TaskNotFound } from './tasks.errors';
import { toTask, type TaskRow } from './tasks.mapper';

const LIST: ListSpec = {
  entity: TaskEntity,
  alias: 't',
  from: 'tasks t',
  select: `t.task_id as "taskId", t.type, t.status, t.progress, t.result_url as "resultUrl",
    t.error_message as "errorMessage", t.created_at as "createdAt", t.started_at as "startedAt",
    t.finished_at as "finishedAt"`,
  sorts: { created_at: { expression: 't.created_at', type: 'timestamptz' } },
  defaultSort: '-created_at',
  key: { expression: 't.task_id', type: 'uuid' },
};

@Injectable()
export class TasksReader {
  constructor(private readonly db: TenantDb) {}

  async list(actor: Actor, query: TaskQuery): Promise<Page<Task>> {
    const where = new Conditions().add(query.status, (place) => `t.status = any(${place})`);
    const { rows, pagination } = await this.db.for(actor).list<TaskRow>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toTask), pagination };
  }

  async get(actor: Actor, taskId: string): Promise<Task> {
    const task = await this.db.for(actor).find(TaskEntity, { taskId });
    if (!task) throw new TaskNotFound();
    return toTask(task);
  }
}
