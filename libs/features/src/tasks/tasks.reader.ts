import type { Page } from '@coffee/contract/paging';
import type { Task, TaskQuery } from '@coffee/contract/tasks';
import { TaskEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { TaskNotFound } from './tasks.errors';
import { TASK_COLUMNS, toTask, type TaskRow } from './tasks.mapper';

const LIST: ListSpec = {
  entity: TaskEntity,
  alias: 't',
  from: 'tasks t',
  select: TASK_COLUMNS,
  sorts: { created_at: { expression: 't.created_at', type: 'timestamptz' } },
  defaultSort: '-created_at',
  key: { expression: 't.task_id', type: 'uuid' },
};

@Injectable()
export class TasksReader {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, query: TaskQuery): Promise<Page<Task>> {
    const where = new Conditions()
      .add(query.status, (place) => `t.status = any(${place})`)
      .add(query.type, (place) => `t.type = any(${place})`)
      .add(query.from, (place) => `t.created_at >= ${place}::timestamptz`)
      .add(query.to, (place) => `t.created_at <= ${place}::timestamptz`);
    const { rows, pagination } = await this.db.for(actor).list<TaskRow>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    const now = this.clock.now();
    return { items: rows.map((row) => toTask(row, now)), pagination };
  }

  async get(actor: Actor, taskId: string): Promise<Task> {
    return toTask(await this.find(actor, taskId), this.clock.now());
  }

  async find(actor: Actor, taskId: string): Promise<TaskEntity> {
    const task = await this.db.for(actor).find(TaskEntity, { taskId });
    if (!task) throw new TaskNotFound();
    return task;
  }
}
