import type { Task, TaskFile, TaskLogLine, TaskLogSpan, TaskStep } from '@coffee/contract/tasks';
import type { TaskEntity, TaskLogLineEntity, TaskStepEntity } from '@coffee/data/entities';

export type TaskRow = Pick<
  TaskEntity,
  | 'taskId'
  | 'type'
  | 'status'
  | 'progress'
  | 'done'
  | 'total'
  | 'unit'
  | 'rate'
  | 'requestedBy'
  | 'scope'
  | 'fileKey'
  | 'fileName'
  | 'fileSize'
  | 'fileRows'
  | 'fileSha256'
  | 'expiresAt'
  | 'resultUrl'
  | 'result'
  | 'errorMessage'
  | 'createdAt'
  | 'startedAt'
  | 'finishedAt'
>;

export const TASK_COLUMNS = `t.task_id as "taskId", t.type, t.status, t.progress, t.done, t.total, t.unit, t.rate,
  t.requested_by as "requestedBy", t.scope, t.file_key as "fileKey", t.file_name as "fileName",
  t.file_size as "fileSize", t.file_rows as "fileRows", t.file_sha256 as "fileSha256", t.expires_at as "expiresAt",
  t.result_url as "resultUrl", t.result, t.error_message as "errorMessage", t.created_at as "createdAt",
  t.started_at as "startedAt", t.finished_at as "finishedAt"`;

const told = (at: Date | null): string | null => at?.toISOString() ?? null;

export function toTask(row: TaskRow, now: Date): Task {
  return {
    task_id: row.taskId,
    type: row.type,
    status: row.status,
    progress: row.progress,
    done: row.done,
    total: row.total,
    unit: row.unit,
    rate: row.rate === null ? null : Math.round(row.rate * 10) / 10,
    eta_seconds: row.status === 'running' ? secondsLeft(row) : null,
    requested_by: row.requestedBy,
    scope: row.scope,
    file: toFile(row, now),
    expires_at: told(row.expiresAt),
    result_url: row.resultUrl,
    result: row.result,
    error_message: row.errorMessage,
    created_at: row.createdAt.toISOString(),
    started_at: told(row.startedAt),
    finished_at: told(row.finishedAt),
  };
}

export function toStep(row: TaskStepEntity): TaskStep {
  const { position, name, status, progress, done, total, unit, startedAt, finishedAt } = row;
  return {
    position,
    name,
    status,
    progress,
    done,
    total,
    unit,
    started_at: told(startedAt),
    finished_at: told(finishedAt),
    duration_ms: startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null,
  };
}

export function toLogLine(row: TaskLogLineEntity): TaskLogLine {
  const { line, attempt, level, code, message, details } = row;
  return { line, at: row.at.toISOString(), attempt, level, code, message, details };
}

/** A task without a file keeps its log as long as a file would be kept. */
export function toLogSpan(
  task: Pick<TaskEntity, 'firstLine' | 'lastLine' | 'expiresAt' | 'finishedAt'>,
  ttlHours: number,
): TaskLogSpan {
  const { firstLine, lastLine, expiresAt, finishedAt } = task;
  const ends = expiresAt ?? (finishedAt && new Date(finishedAt.getTime() + ttlHours * 3_600_000));
  return {
    first_line: firstLine,
    last_line: lastLine,
    expires_at: told(ends),
    expired: firstLine > lastLine && lastLine > 0,
  };
}

/** At the rate so far; null when nobody can tell. */
export function secondsLeft({ done, total, rate }: Pace): number | null {
  if (total === null || rate === null || rate <= 0) return null;
  return Math.max(0, Math.ceil((total - (done ?? 0)) / rate));
}

interface Pace {
  done: number | null;
  total: number | null;
  rate: number | null;
}

function toFile(row: TaskRow, now: Date): TaskFile | null {
  const { fileName: name, fileSize: size, fileSha256: sha256, fileRows: rows } = row;
  if (name === null || size === null || sha256 === null) return null;
  return { name, size, sha256, rows, expired: isExpired(row, now) };
}

export function isExpired(
  { fileKey, expiresAt }: Pick<TaskRow, 'fileKey' | 'expiresAt'>,
  now: Date,
): boolean {
  return fileKey === null || (expiresAt !== null && expiresAt <= now);
}
