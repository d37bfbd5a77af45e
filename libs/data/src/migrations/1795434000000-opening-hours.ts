import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When places are open, in their own zone; null: always. */
export class OpeningHours1795434000000 implements MigrationInterface {
  readonly name = 'OpeningHours1795434000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table locations add column opening_hours jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table locations drop column opening_hours');
  }
}
