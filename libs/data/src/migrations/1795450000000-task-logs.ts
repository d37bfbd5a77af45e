import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATUSES = `('pending', 'running', 'success', 'fail', 'canceled')`;

const UP = [
  `alter table tasks
     add column first_line integer not null default 1,
     add column last_line integer not null default 0,
     add column rerun_of uuid`,
  `alter table tasks add constraint tasks_rerun_of_fkey
     foreign key (rerun_of) references tasks (task_id) on delete set null`,
  `create index tasks_rerun_of_created_at_idx on tasks (rerun_of, created_at) where rerun_of is not null`,
  `create index tasks_finished_at_idx on tasks (finished_at) where first_line <= last_line`,
  `create table task_steps (
     task_id uuid not null,
     position integer not null,
     attempt integer not null,
     name text not null,
     status text not null default 'pending',
     progress integer not null default 0,
     done bigint not null default 0,
     total bigint,
     unit text,
     started_at timestamptz,
     finished_at timestamptz,
     constraint task_steps_pkey primary key (task_id, position),
     constraint task_steps_status_check check (status in ${STATUSES}),
     constraint task_steps_progress_check check (progress between 0 and 100),
     constraint task_steps_task_id_fkey foreign key (task_id) references tasks (task_id) on delete cascade
   )`,
  `create table task_log_lines (
     task_id uuid not null,
     line integer not null,
     at timestamptz not null default now(),
     attempt integer not null,
     level text not null,
     code text not null,
     message text not null,
     details jsonb not null default '{}',
     constraint task_log_lines_pkey primary key (task_id, line),
     constraint task_log_lines_level_check check (level in ('info', 'warn', 'error')),
     constraint task_log_lines_message_check check (length(message) <= 1000),
     constraint task_log_lines_task_id_fkey foreign key (task_id) references tasks (task_id) on delete cascade
   )`,
];

const DOWN = [
  `drop table task_log_lines`,
  `drop table task_steps`,
  `drop index tasks_finished_at_idx`,
  `drop index tasks_rerun_of_created_at_idx`,
  `alter table tasks drop column rerun_of, drop column last_line, drop column first_line`,
];

/** What a worker tells of a task while it does it, step by step and line by line; and which task repeats which. */
export class TaskLogs1795450000000 implements MigrationInterface {
  readonly name = 'TaskLogs1795450000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
