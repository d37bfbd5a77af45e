import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was done to a machine is few among what the machine says of its status: found without reading past that. */
export class AuditDeeds1795450100000 implements MigrationInterface {
  readonly name = 'AuditDeeds1795450100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index audit_entries_deeds_idx on audit_entries (target_type, target_id, created_at, id)
         where action <> 'device.status_changed'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index audit_entries_deeds_idx');
  }
}
