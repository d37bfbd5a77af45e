import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Models that people edit. */
export class DeviceModelVersions1795433300000 implements MigrationInterface {
  readonly name = 'DeviceModelVersions1795433300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table device_models add column version integer not null default 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table device_models drop column version');
  }
}
