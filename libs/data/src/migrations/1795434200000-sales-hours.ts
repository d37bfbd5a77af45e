import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `create table device_hours (
      device_id text not null,
      hour timestamptz not null,
      orders integer not null,
      sales_minor bigint not null,
      constraint device_hours_pkey primary key (device_id, hour)
    )`,
  'create index device_hours_hour_idx on device_hours (hour)',
  `create table merchant_hours (
      merchant_id integer not null,
      day date not null,
      hour smallint not null,
      orders integer not null,
      sales_minor bigint not null,
      constraint merchant_hours_hour_check check (hour between 0 and 23),
      constraint merchant_hours_pkey primary key (merchant_id, day, hour)
    )`,
  `create table alarm_days (
      merchant_id integer not null,
      day date not null,
      type text not null,
      opened integer not null,
      critical integer not null,
      constraint alarm_days_pkey primary key (merchant_id, day, type)
    )`,
  `create table sweep_marks (
      name text not null,
      through timestamptz not null,
      constraint sweep_marks_pkey primary key (name)
    )`,
  'alter table alarms add column loss_minor integer not null default 0',
];

const DOWN = [
  'alter table alarms drop column loss_minor',
  'drop table sweep_marks',
  'drop table alarm_days',
  'drop table merchant_hours',
  'drop table device_hours',
];

/** What is sold by the hour, for profiles of the week; what an open alarm is expected to cost; alarms by day. */
export class SalesHours1795434200000 implements MigrationInterface {
  readonly name = 'SalesHours1795434200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
