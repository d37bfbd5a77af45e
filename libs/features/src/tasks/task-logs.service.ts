import { MAX_LOG_LINES, type TaskLogPage, type TaskLogQuery } from '@coffee/contract/tasks';
import { TaskEntity, TaskLogLineEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { Config } from '@coffee/platform/config';
import { systemActor, type Actor } from '@coffee/platform/context';
import { InvalidArgument } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { toLogLine, toLogSpan } from './tasks.mapper';
import { TasksReader } from './tasks.reader';

const PAGE = 200;
/** Tasks whose lines are removed by one statement. */
const PURGE_LIMIT = 100;

/** What workers told of their tasks: read by people while it grows, and removed when the task's time is over. */
@Injectable()
export class TaskLogs {
  constructor(
    private readonly db: TenantDb,
    private readonly reader: TasksReader,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  async read(actor: Actor, taskId: string, query: TaskLogQuery): Promise<TaskLogPage> {
    const { before, after } = query;
    if (before !== undefined && after !== undefined)
      throw new InvalidArgument('Give before or after, not both', { details: { field: 'before' } });
    // The task first: lines that came meanwhile are told by the next answer, and none of these is missing.
    const task = await this.reader.find(actor, taskId);
    const limit = Math.min(query.limit ?? PAGE, MAX_LOG_LINES);
    const rows = await this.lines(actor, taskId, { before, after }, limit);
    const log = toLogSpan(task, this.config.exportTtlHours);
    // Of an empty page: the place where its lines would stand.
    const place = placeOf(query);
    const [first, last] = [rows.at(0)?.line ?? place, rows.at(-1)?.line ?? place - 1];
    return {
      items: rows.map(toLogLine),
      log,
      has_earlier: !log.expired && first > log.first_line,
      has_later: !log.expired && last < log.last_line,
    };
  }

  /** Of tasks that ended long enough ago: as long as their file is kept, or would be. */
  async purge(): Promise<void> {
    for (;;) {
      const [purged] = await this.db.for(systemActor()).query<{ n: number }>(
        (scope) => `with over as materialized (
            select t.task_id from tasks t
            where t.first_line <= t.last_line and t.finished_at <= $1::timestamptz
              and coalesce(t.expires_at, t.finished_at + make_interval(hours => $2)) <= $1
              and ${scope(TaskEntity, 't')}
            order by t.finished_at limit ${PURGE_LIMIT} for no key update skip locked
          ), gone as (
            delete from task_log_lines l using over o where l.task_id = o.task_id
          ), forgotten as (
            update tasks t set first_line = t.last_line + 1 from over o where t.task_id = o.task_id returning 1
          ) select count(*)::integer as n from forgotten`,
        [this.clock.now(), this.config.exportTtlHours],
      );
      if ((purged?.n ?? 0) < PURGE_LIMIT) return;
    }
  }

  private async lines(
    actor: Actor,
    taskId: string,
    { before, after }: TaskLogQuery,
    limit: number,
  ): Promise<TaskLogLineEntity[]> {
    const isForward = after !== undefined;
    const rows = await this.db.for(actor).query<TaskLogLineEntity>(
      (scope) => `select l.line, l.at, l.attempt, l.level, l.code, l.message, l.details from task_log_lines l
        where l.task_id = $1 and l.line > $2 and l.line < $3 and ${scope(TaskLogLineEntity, 'l')}
        order by l.line ${isForward ? 'asc' : 'desc'} limit $4`,
      [taskId, after ?? 0, before ?? 2 ** 31 - 1, limit],
    );
    return isForward ? rows : rows.reverse();
  }
}

const placeOf = ({ before, after = 0 }: TaskLogQuery): number => before ?? after + 1;
