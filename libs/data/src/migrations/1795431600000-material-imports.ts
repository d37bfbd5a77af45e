import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  'alter table materials add column version integer not null default 1',
  'alter table tasks add column result jsonb',
];

const DOWN = ['alter table tasks drop column result', 'alter table materials drop column version'];

/** Materials that people edit, and tasks that tell more than a file. */
export class MaterialImports1795431600000 implements MigrationInterface {
  readonly name = 'MaterialImports1795431600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
