import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `create table command_batches (
      batch_id uuid not null,
      type text not null,
      payload jsonb not null default '{}',
      note text,
      filter jsonb,
      status text not null default 'running',
      paused_reason text,
      total integer not null default 0,
      pending integer not null default 0,
      queued integer not null default 0,
      sent integer not null default 0,
      acknowledged integer not null default 0,
      success integer not null default 0,
      fail integer not null default 0,
      unsupported integer not null default 0,
      expired integer not null default 0,
      canceled integer not null default 0,
      rollout jsonb,
      stage integer not null default 0,
      stage_started_at timestamptz not null default now(),
      gate_passed_at timestamptz,
      released_at timestamptz,
      max_failure_percent integer,
      min_sample integer not null default 1,
      failures_forgiven integer not null default 0,
      outcomes_forgiven integer not null default 0,
      merchant_id integer,
      created_by text not null,
      created_by_id integer,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      finished_at timestamptz,
      constraint command_batches_status_check check (status in ('running', 'paused', 'canceled', 'completed')),
      constraint command_batches_pkey primary key (batch_id)
    )`,
  `create index command_batches_created_at_batch_id_idx on command_batches (created_at, batch_id)`,
  `create index command_batches_merchant_id_created_at_batch_id_idx on command_batches (merchant_id, created_at, batch_id)`,
  `create index command_batches_releasing_idx on command_batches (batch_id) where status = 'running' and pending > 0`,
  `create table commands (
      command_id uuid not null,
      device_id text not null,
      batch_id uuid,
      stage smallint not null default 0,
      superseded boolean not null default false,
      type text not null,
      payload jsonb not null default '{}',
      status text not null,
      attempts integer not null default 0,
      max_attempts integer not null default 5,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      lease_until timestamptz,
      sent_at timestamptz,
      acknowledged_at timestamptz,
      finished_at timestamptz,
      has_result boolean not null default false,
      result jsonb,
      last_error text,
      late boolean not null default false,
      cancel_requested boolean not null default false,
      quiet_hours jsonb,
      actor text not null,
      actor_id integer,
      updated_at timestamptz not null default now(),
      constraint commands_status_check check (status in ('pending', 'queued', 'sent', 'acknowledged', 'success', 'fail', 'unsupported', 'expired', 'canceled')),
      constraint commands_pkey primary key (command_id)
    )`,
  `create index commands_batch_id_device_id_command_id_idx on commands (batch_id, device_id, command_id)`,
  `create index commands_batch_id_status_device_id_command_id_idx on commands (batch_id, status, device_id, command_id)`,
  `create index commands_device_id_created_at_command_id_idx on commands (device_id, created_at, command_id)`,
  `create index commands_expiring_idx on commands (expires_at) where status in ('pending', 'queued')`,
  `create index commands_finished_at_idx on commands (finished_at) where finished_at is not null`,
  `create index commands_open_idx on commands (device_id, created_at, command_id) where status in ('pending', 'queued', 'sent', 'acknowledged')`,
  `create index commands_leased_idx on commands (lease_until) where status in ('sent', 'acknowledged')`,
  `alter table commands add constraint commands_device_id_fkey foreign key (device_id) references devices (device_id)`,
  `alter table commands add constraint commands_batch_id_fkey foreign key (batch_id) references command_batches (batch_id)`,
  `alter table command_batches set (fillfactor = 50)`,
  `create table idempotency_keys (
      owner text not null,
      key text not null,
      request_hash bytea not null,
      answer jsonb,
      created_at timestamptz not null default now(),
      constraint idempotency_keys_pkey primary key (owner, key)
    )`,
  `create index idempotency_keys_created_at_idx on idempotency_keys (created_at)`,
  `alter table device_states add column pending_commands integer not null default 0`,
];

const DOWN = [
  'alter table device_states drop column pending_commands',
  'drop table idempotency_keys',
  'drop table commands',
  'drop table command_batches',
];

/** Commands to machines, their batches, and the keys that make an act happen once. */
export class Commands1795395600000 implements MigrationInterface {
  readonly name = 'Commands1795395600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
