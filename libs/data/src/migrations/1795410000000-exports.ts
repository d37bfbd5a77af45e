import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `alter table tasks
     add column done bigint not null default 0,
     add column total bigint,
     add column unit text,
     add column rate double precision,
     add column requested_by text,
     add column scope jsonb,
     add column file_key text,
     add column file_name text,
     add column file_size bigint,
     add column file_rows bigint,
     add column file_sha256 text,
     add column expires_at timestamptz`,
  `create index tasks_type_created_at_task_id_idx on tasks (type, created_at, task_id)`,
  `create index tasks_expires_at_idx on tasks (expires_at) where file_key is not null`,
  `create table saved_views (
     id integer generated always as identity not null,
     user_id integer not null,
     merchant_id integer,
     list text not null,
     name text not null,
     query text not null,
     shared boolean not null default false,
     created_at timestamptz not null default now(),
     updated_at timestamptz not null default now(),
     version integer not null default 1,
     constraint saved_views_pkey primary key (id),
     constraint saved_views_user_id_list_name_key unique (user_id, list, name),
     constraint saved_views_user_id_fkey foreign key (user_id) references users (id) on delete cascade
   )`,
  `create index saved_views_shared_idx on saved_views (list, merchant_id) where shared`,
];

const DOWN = [
  `drop table saved_views`,
  `drop index tasks_type_created_at_task_id_idx`,
  `drop index tasks_expires_at_idx`,
  `alter table tasks drop column done, drop column total, drop column unit, drop column rate,
     drop column requested_by, drop column scope, drop column file_key, drop column file_name, drop column file_size,
     drop column file_rows, drop column file_sha256, drop column expires_at`,
];

/** What a task tells of its progress, the file that it leaves, and views of lists that people keep. */
export class Exports1795410000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
