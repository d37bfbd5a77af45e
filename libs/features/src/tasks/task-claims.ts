import { TaskEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { journalSet, journalTail, journalValues, type JournalWords } from './task-journal';
import { TaskGivenUp } from './tasks.errors';

/** A worker that says nothing for this long has lost its task to the next one. */
export const LEASE_SECONDS = 30;

/** A task in the hands of one worker. `attempts` is the fence: a later claim makes every write of an earlier one void. */
export interface ClaimedTask {
  taskId: string;
  type: string;
  params: Record<string, unknown>;
  merchantId: number | null;
  actorId: number | null;
  attempts: number;
  /** What an earlier attempt kept. */
  result: Record<string, unknown> | null;
  /** The newest line of its log. */
  lastLine: number;
}

interface Settled {
  status: 'success' | 'fail';
  resultUrl?: string | null;
  errorMessage?: string | null;
  file?: TaskFileRecord | null;
  result?: object | null;
}

/** A file that a task left in the storage. */
export interface TaskFileRecord {
  key: string;
  name: string;
  size: number;
  rows: number | null;
  sha256: string;
  ttlHours: number;
}

/** How far a task is. `rate` is in pieces a second. */
export interface TaskFigures {
  percent: number;
  done: number | null;
  total: number | null;
  unit: string | null;
  rate: number | null;
}

const fileValues = (file: TaskFileRecord | null): unknown[] =>
  file ? [file.key, file.name, file.size, file.rows, file.sha256, file.ttlHours] : Array(6).fill(null);

export interface DueTask {
  id: string;
  attempt: number;
}

/** The rows of `tasks` as a worker sees them. Times are the database's: the clocks of the workers do not matter. */
@Injectable()
export class TaskClaims {
  constructor(private readonly db: TenantDb) {}

  /** Null when the task is not due: it has ended, waits, or another worker holds it. */
  async claim(taskId: string): Promise<ClaimedTask | null> {
    const rows = await this.write<ClaimedTask>(
      `status = 'running', attempts = t.attempts + 1, started_at = coalesce(t.started_at, now()),
       progress = 0, done = 0, total = null, rate = null,
       lease_until = now() + make_interval(secs => $2), next_attempt_at = now() + make_interval(secs => $2)`,
      `t.status in ('pending', 'running') and t.next_attempt_at <= now()`,
      [taskId, LEASE_SECONDS],
    );
    return rows[0] ?? null;
  }

  /**
   * Keeps the lease, and tells how far the work is. Throws `TaskGivenUp` when the task is ours no more. Answers the newest
   * line of its log, as all that write here do.
   */
  async renew(task: ClaimedTask, figures?: TaskFigures, words?: JournalWords): Promise<number> {
    const { percent = null, done = null, total = null, unit = null, rate = null } = figures ?? {};
    return this.writeOwn(
      task,
      `lease_until = now() + make_interval(secs => $3), next_attempt_at = now() + make_interval(secs => $3),
       progress = greatest(t.progress, coalesce($4::integer, t.progress)), done = coalesce($5::bigint, t.done),
       total = coalesce($6::bigint, t.total), unit = coalesce($7, t.unit), rate = coalesce($8::float8, t.rate)`,
      [LEASE_SECONDS, percent, done, total, unit, rate],
      words,
    );
  }

  async settle(task: ClaimedTask, settled: Settled, words?: JournalWords): Promise<number> {
    const { status, resultUrl, errorMessage, file, result } = settled;
    return this.writeOwn(
      task,
      `status = $3, result_url = $4, error_message = $5, lease_until = null, finished_at = now(),
       progress = case when $3 = 'success' then 100 else t.progress end,
       done = case when $3 = 'success' then coalesce(t.total, t.done) else t.done end,
       file_key = $6, file_name = $7, file_size = $8, file_rows = $9, file_sha256 = $10,
       expires_at = now() + make_interval(hours => $11), result = coalesce($12::jsonb, t.result)`,
      [status, resultUrl, errorMessage, ...fileValues(file ?? null), result ? JSON.stringify(result) : null],
      words,
    );
  }

  /** Keeps what was found so far, together with the caller's own changes. Throws `TaskGivenUp` like `renew`. */
  async keep(tx: TenantTx, task: ClaimedTask, result: object): Promise<void> {
    const rows = await tx.query(
      (scope) => `with kept as (
          update tasks t set result = $3::jsonb
          where t.task_id = $1 and t.status = 'running' and t.attempts = $2 and ${scope(TaskEntity, 't')} returning 1
        ) select 1 from kept`,
      [task.taskId, task.attempts, JSON.stringify(result)],
    );
    if (rows.length === 0) throw new TaskGivenUp();
  }

  async postpone(
    task: ClaimedTask,
    seconds: number,
    errorMessage: string,
    words?: JournalWords,
  ): Promise<number> {
    return this.writeOwn(
      task,
      `status = 'pending', lease_until = null, next_attempt_at = now() + make_interval(secs => $3), error_message = $4`,
      [seconds, errorMessage],
      words,
    );
  }

  /** What should be looked at now: new work whose ring was lost, retries, and tasks whose worker died. */
  async findDue(limit: number): Promise<DueTask[]> {
    return this.db.for(systemActor()).query<DueTask>(
      (scope) => `select t.task_id as id, t.attempts as attempt from tasks t
        where t.status in ('pending', 'running') and t.next_attempt_at <= now() and ${scope(TaskEntity, 't')}
        order by t.next_attempt_at limit $1`,
      [limit],
    );
  }

  private async writeOwn(
    task: ClaimedTask,
    set: string,
    values: unknown[],
    words?: JournalWords,
  ): Promise<number> {
    const mine = `t.status = 'running' and t.attempts = $2`;
    const [row] = await this.write<ClaimedTask>(set, mine, [task.taskId, task.attempts, ...values], words);
    if (!row) throw new TaskGivenUp();
    return row.lastLine;
  }

  private write<Row>(
    set: string,
    where: string,
    values: unknown[],
    words: JournalWords = {},
  ): Promise<Row[]> {
    const [lines, steps] = [`$${values.length + 1}`, `$${values.length + 2}`];
    return this.db.for(systemActor()).query<Row>(
      (scope) => `with written as (
          update tasks t set ${set}, ${journalSet(lines)}
          where t.task_id = $1 and ${where} and ${scope(TaskEntity, 't')} returning t.*
        ), ${journalTail(lines, steps)}
        select task_id as "taskId", type, params, merchant_id as "merchantId", actor_id as "actorId", attempts, result,
          last_line as "lastLine"
        from written`,
      [...values, ...journalValues(words)],
    );
  }
}
