// What is told of a task beside its row: its steps and the lines of its log. Both are written by the statement that
// writes the row, so that whoever lost the task can add nothing to either.
import type { TaskLogLevel } from '@coffee/contract/tasks';
import type { StepState } from './task-steps';

/** So many lines of a task are kept, the newest. */
export const KEPT_LINES = 1_000;
const MESSAGE_LENGTH = 1_000;

export interface LogLine {
  level: TaskLogLevel;
  /** For a translation, with `details`: the admin knows it as `tasks.log.<code>`. */
  code: string;
  /** The same in English, for people. */
  message: string;
  details?: Record<string, unknown>;
}

export interface JournalWords {
  lines?: readonly LogLine[];
  steps?: readonly StepState[];
}

/** The two values that the statement wants, in this order. */
export function journalValues({ lines = [], steps = [] }: JournalWords): [string, string] {
  const told = lines.map((line) => ({
    ...line,
    message: line.message.slice(0, MESSAGE_LENGTH),
    details: line.details ?? {},
  }));
  return [JSON.stringify(told), JSON.stringify(steps)];
}

/** What the statement sets in the task's row `t`; `lines` is the place of the first value, such as `$3`. */
export function journalSet(lines: string): string {
  const last = `t.last_line + jsonb_array_length(${lines}::jsonb)`;
  return `last_line = ${last}, first_line = greatest(t.first_line, ${last} - ${KEPT_LINES - 1})`;
}

/** Follows a CTE `written` that returns the row `t` as it is afterwards. */
export function journalTail(lines: string, steps: string): string {
  return `logged as (
      insert into task_log_lines (task_id, line, attempt, level, code, message, details)
      select w.task_id, w.last_line - jsonb_array_length(${lines}::jsonb) + l.n, w.attempts, l.level, l.code, l.message, l.details
      from written w, rows from (jsonb_to_recordset(${lines}::jsonb) as (level text, code text, message text, details jsonb))
        with ordinality as l (level, code, message, details, n)
      where w.last_line - jsonb_array_length(${lines}::jsonb) + l.n >= w.first_line
    ), dropped as (
      delete from task_log_lines l using written w where l.task_id = w.task_id and l.line < w.first_line
    ), stepped as (
      insert into task_steps as s (task_id, position, attempt, name, status, progress, done, total, unit, started_at, finished_at)
      select w.task_id, m.position, w.attempts, m.name, m.status, m.progress, m.done, m.total, m.unit,
        case when m.status <> 'pending' then now() end, case when m.status not in ('pending', 'running') then now() end
      from written w, jsonb_to_recordset(${steps}::jsonb) as m (position integer, name text, status text,
        progress integer, done bigint, total bigint, unit text)
      on conflict (task_id, position) do update set attempt = excluded.attempt, name = excluded.name, status = excluded.status,
        progress = excluded.progress, done = excluded.done, total = excluded.total, unit = excluded.unit,
        started_at = case when s.status = 'running' and s.attempt = excluded.attempt then s.started_at else excluded.started_at end,
        finished_at = excluded.finished_at
    )`;
}
