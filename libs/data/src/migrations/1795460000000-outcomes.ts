import type { MigrationInterface, QueryRunner } from 'typeorm';

const OUTCOMES = ['made', 'failed', 'unheard', 'declined'];

const UP = [
  'create index orders_updated_at_idx on orders (updated_at)',
  // Sweeps find by this time what became of an order: nobody who writes it has to think of them.
  `create function touch_order() returns trigger language plpgsql as $$
    begin
      new.updated_at := now();
      return new;
    end $$`,
  `create trigger orders_touch before update on orders for each row when (
      new.updated_at = old.updated_at and (
        new.payment_status <> old.payment_status or new.fulfilment_status <> old.fulfilment_status
        or new.is_test <> old.is_test or new.total_minor <> old.total_minor or new.ordered_at <> old.ordered_at)
    ) execute function touch_order()`,
  ...OUTCOMES.map((name) => `alter table merchant_hours add column ${name} integer not null default 0`),
  `create table outcome_days (
      merchant_id integer not null,
      day date not null,
      paid integer not null,
      ${OUTCOMES.map((name) => `${name} integer not null`).join(', ')},
      constraint outcome_days_pkey primary key (merchant_id, day)
    )`,
  // The first sweep after this writes all hours anew, with what became of their orders.
  `delete from sweep_marks where name = 'sales_hours'`,
  'alter table device_sellable_days add column stockout_ms bigint',
  'alter table merchant_sellable_days add column stockout_ms bigint',
  `create index alarms_acked_idx on alarms (opened_at) include (merchant_id, acked_at, severity)
     where acked_at is not null and parent_id is null`,
  `create index alarms_merchant_acked_idx on alarms (merchant_id, opened_at) include (acked_at, severity)
     where acked_at is not null and parent_id is null`,
];

const DOWN = [
  'drop index alarms_merchant_acked_idx',
  'drop index alarms_acked_idx',
  'alter table merchant_sellable_days drop column stockout_ms',
  'alter table device_sellable_days drop column stockout_ms',
  'drop table outcome_days',
  ...OUTCOMES.map((name) => `alter table merchant_hours drop column ${name}`),
  'drop trigger orders_touch on orders',
  'drop function touch_order',
  'drop index orders_updated_at_idx',
];

/** What became of orders by hour and day, how long bins lacked what a cup needs, how soon alarms were seen. */
export class Outcomes1795460000000 implements MigrationInterface {
  readonly name = 'Outcomes1795460000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
