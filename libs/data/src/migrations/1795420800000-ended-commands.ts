import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `create index commands_ended_idx on commands (device_id, created_at, command_id) where status in ('success', 'fail', 'unsupported', 'expired', 'canceled')`,
  'drop index commands_device_id_created_at_command_id_idx',
];

const DOWN = [
  'create index commands_device_id_created_at_command_id_idx on commands (device_id, created_at, command_id)',
  'drop index commands_ended_idx',
];

/**
 * A machine's history apart from its open commands: old commands lie all over it, so that a new one, and each of its
 * moves, would write a page of its own.
 */
export class EndedCommands1795420800000 implements MigrationInterface {
  readonly name = 'EndedCommands1795420800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
