import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `alter table commands add column last_error_code text,
     add constraint commands_last_error_code_check check (last_error_code in ('no_result', 'expired_unfetched', 'expired_without_result', 'unsupported_by_model'))`,
  `update commands set last_error_code = case
       when status = 'fail' and last_error = 'no result' then 'no_result'
       when status = 'expired' and last_error = 'expired without a result' then 'expired_without_result'
       when status = 'expired' and last_error = 'expired before the machine fetched it' then 'expired_unfetched'
       when status = 'unsupported' then 'unsupported_by_model' end
     where not has_result and status in ('fail', 'expired', 'unsupported')`,
  `alter table command_batches add column pause jsonb`,
  `update command_batches set paused_reason = null where paused_reason is not null and status <> 'paused'`,
  `update command_batches b set pause = jsonb_build_object('code', 'failure_limit', 'failed', said.n[1]::integer,
       'outcomes', said.n[2]::integer, 'max_failure_percent', b.max_failure_percent)
     from (select batch_id, regexp_match(paused_reason, '^(-?\\d+) of (-?\\d+) failed') as n from command_batches) said
     where said.batch_id = b.batch_id and b.paused_reason is not null`,
  `alter table command_batches add constraint command_batches_pause_check
     check ((paused_reason is null) = (pause is null) and (pause is null or status = 'paused'))`,
];

const DOWN = [
  'alter table command_batches drop constraint command_batches_pause_check, drop column pause',
  'alter table commands drop constraint commands_last_error_code_check, drop column last_error_code',
];

/** Why the server ended a command or paused a batch, in words that a page can translate. */
export class CommandReasons1795413600000 implements MigrationInterface {
  readonly name = 'CommandReasons1795413600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
