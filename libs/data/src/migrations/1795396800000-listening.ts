import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when machines can be heard, so that a break of ours is not taken for their silence. */
export class Listening1795396800000 implements MigrationInterface {
  readonly name = 'Listening1795396800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table listening_marks (
      name text not null,
      since timestamptz not null default now(),
      seen_at timestamptz not null default now(),
      constraint listening_marks_pkey primary key (name)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table listening_marks');
  }
}
