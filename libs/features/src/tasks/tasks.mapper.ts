import type { Task } from '@coffee/contract/tasks';
import type { TaskEntity } from '@coffee/data/entities';

export type TaskRow = Pick<
  TaskEntity,
  | 'taskId'
  | 'type'
  | 'status'
  | 'progress'
  | 'resultUrl'
  | 'errorMessage'
  | 'createdAt'
  | 'startedAt'
  | 'finishedAt'
>;

export function toTask(row: TaskRow): Task {
  return {
    task_id: row.taskId,
    type: row.type,
    status: row.status,
    progress: row.progress,
    result_url: row.resultUrl,
    error_message: row.errorMessage,
    created_at: row.createdAt.toISOString(),
    started_at: row.startedAt?.toISOString() ?? null,
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}
