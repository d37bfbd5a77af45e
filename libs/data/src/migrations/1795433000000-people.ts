import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  'alter table users alter column password_hash drop not null',
  'alter table users add column last_login_at timestamptz',
  `alter table sessions
      add column id uuid not null default gen_random_uuid(),
      add column created_at timestamptz not null default now(),
      add column last_seen_at timestamptz not null default now()`,
  `create table invitations (
      user_id integer not null,
      token_hash bytea not null,
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      constraint invitations_pkey primary key (user_id)
    )`,
  'create unique index invitations_token_hash_idx on invitations (token_hash)',
  `alter table invitations add constraint invitations_user_id_fkey
      foreign key (user_id) references users (id) on delete cascade`,
];

const DOWN = [
  'drop table invitations',
  'alter table sessions drop column last_seen_at, drop column created_at, drop column id',
  'alter table users drop column last_login_at',
  // Nobody signs in by a hash that cannot be read: who was only invited stays outside.
  `update users set password_hash = 'none' where password_hash is null`,
  'alter table users alter column password_hash set not null',
];

/** Accounts whose password their owner sets, and sessions that can be told apart. */
export class People1795433000000 implements MigrationInterface {
  readonly name = 'People1795433000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
