import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `alter table enrolment_tokens
      add column used integer not null default 0,
      add column last_used_at timestamptz,
      add constraint enrolment_tokens_used_check check (used >= 0)`,
  'create index enrolment_tokens_expires_at_id_idx on enrolment_tokens (expires_at, id)',
  'create index enrolment_tokens_created_at_id_idx on enrolment_tokens (created_at, id)',
];

const DOWN = [
  'drop index enrolment_tokens_created_at_id_idx',
  'drop index enrolment_tokens_expires_at_id_idx',
  'alter table enrolment_tokens drop column last_used_at, drop column used',
];

/** How often a token let a machine in, and when it last did. Uses from before this are not known. */
export class EnrolmentUses1795433200000 implements MigrationInterface {
  readonly name = 'EnrolmentUses1795433200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
