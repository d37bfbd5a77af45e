import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `alter table notification_channels
     add column failures integer not null default 0,
     add column failing_since timestamptz,
     add column last_failed_at timestamptz,
     add column switched_off_at timestamptz,
     add column switched_off_reason text,
     add column switched_off_error text,
     add constraint notification_channels_switched_off_check
       check ((switched_off_at is null) = (switched_off_reason is null) and (switched_off_at is null or not active))`,
  `create index notification_channels_switched_off_idx on notification_channels (merchant_id, switched_off_at)
     where switched_off_at is not null`,
];

const DOWN = [
  'drop index notification_channels_switched_off_idx',
  `alter table notification_channels
     drop constraint notification_channels_switched_off_check,
     drop column switched_off_error,
     drop column switched_off_reason,
     drop column switched_off_at,
     drop column last_failed_at,
     drop column failing_since,
     drop column failures`,
];

/** Since when a channel has told nobody, and that it was switched off for it. */
export class FailingChannels1795460100000 implements MigrationInterface {
  readonly name = 'FailingChannels1795460100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
