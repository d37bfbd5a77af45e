import { TaskEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor, type Actor } from '@coffee/platform/context';
import { FileStore } from '@coffee/platform/storage';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { TaskFileExpired, TaskHasNoFile } from './tasks.errors';
import { isExpired } from './tasks.mapper';
import { TasksReader } from './tasks.reader';

/** Where tasks leave their files. */
export const EXPORTS_FOLDER = 'exports';
const PURGE_LIMIT = 500;
/** A file may be younger than what its row says of it. */
const SETTLED_MS = 60_000;
const TASK_OF_FILE = /^exports\/([0-9a-f-]{36})-\d+\./;

export interface Download {
  path: string;
  name: string;
  sha256: string;
}

/** The files that tasks leave: given to people, and removed when their time is over. */
@Injectable()
export class TaskFiles {
  constructor(
    private readonly db: TenantDb,
    private readonly reader: TasksReader,
    private readonly store: FileStore,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async open(actor: Actor, taskId: string): Promise<Download> {
    const task = await this.reader.find(actor, taskId);
    if (task.fileName === null) throw new TaskHasNoFile(task.status);
    const { fileKey, fileName: name, fileSha256 } = task;
    if (isExpired(task, this.clock.now()) || fileKey === null || !(await this.store.has(fileKey)))
      throw new TaskFileExpired(task.expiresAt);
    await this.audit.recordAs(actor, {
      action: 'task.downloaded',
      targetType: 'task',
      targetId: taskId,
      summary: `Downloaded ${name}`,
      merchantId: task.merchantId,
    });
    return { path: this.store.pathOf(fileKey), name, sha256: fileSha256 ?? '' };
  }

  /** Removes what has expired, and what workers left that died at their work. */
  async purge(): Promise<void> {
    const expired = await this.expired();
    for (const { fileKey } of expired) await this.store.remove(fileKey);
    await this.forget(expired.map(({ taskId }) => taskId));
    const keys = await this.store.list(EXPORTS_FOLDER, SETTLED_MS);
    const wanted = await this.wanted(keys);
    for (const key of keys.filter((found) => !wanted(found))) await this.store.remove(key);
  }

  private expired(): Promise<{ taskId: string; fileKey: string }[]> {
    return this.db.for(systemActor()).query(
      (scope) => `select t.task_id as "taskId", t.file_key as "fileKey" from tasks t
        where t.file_key is not null and t.expires_at <= $1 and ${scope(TaskEntity, 't')} limit ${PURGE_LIMIT}`,
      [this.clock.now()],
    );
  }

  private async forget(taskIds: string[]): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `with forgotten as (
          update tasks t set file_key = null where t.task_id = any($1::uuid[]) and ${scope(TaskEntity, 't')} returning 1
        ) select count(*) from forgotten`,
      [taskIds],
    );
  }

  /** A file is wanted when its task names it, or still works and may yet. */
  private async wanted(keys: string[]): Promise<(key: string) => boolean> {
    const ids = keys.flatMap((key) => TASK_OF_FILE.exec(key)?.[1] ?? []);
    const tasks = await this.db.for(systemActor()).query<{ id: string; key: string | null; works: boolean }>(
      (
        scope,
      ) => `select t.task_id as id, t.file_key as key, t.status in ('pending', 'running') as works from tasks t
        where t.task_id = any($1::uuid[]) and ${scope(TaskEntity, 't')}`,
      [ids],
    );
    const byId = new Map(tasks.map((task) => [task.id, task]));
    return (key) => {
      const task = byId.get(TASK_OF_FILE.exec(key)?.[1] ?? '');
      return task !== undefined && (task.works || task.key === key);
    };
  }
}
