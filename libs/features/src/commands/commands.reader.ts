import type {
  BatchCommandsQuery,
  BatchDetail,
  BatchQuery,
  CommandBatch,
  FailureGroup,
} from '@coffee/contract/command-batches';
import {
  FINAL_COMMAND_STATES,
  type Command,
  type CommandQuery,
  type CommandState,
} from '@coffee/contract/commands';
import type { Page } from '@coffee/contract/paging';
import { CommandBatchEntity, CommandEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec } from '@coffee/data/list-query';
import { TenantDb, type Scope } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { DevicesReader } from '../devices';
import { list } from './command-conditions';
import { OPEN_STATES } from './command-states';
import { BatchNotFound, CommandNotFound } from './commands.errors';
import {
  BATCH_COLUMNS,
  COMMAND_COLUMNS,
  COMMAND_JOINS,
  toBatch,
  toCommand,
  type BatchRow,
  type CommandRow,
} from './commands.mapper';

const BATCH_LIST: ListSpec = {
  entity: CommandBatchEntity,
  alias: 'b',
  from: 'command_batches b',
  select: BATCH_COLUMNS,
  sorts: { created_at: { expression: 'b.created_at', type: 'timestamptz' } },
  defaultSort: '-created_at',
  key: { expression: 'b.batch_id', type: 'uuid' },
};
const BATCH_COMMANDS: ListSpec = {
  entity: CommandEntity,
  alias: 'c',
  from: 'commands c',
  joins: COMMAND_JOINS,
  select: COMMAND_COLUMNS,
  sorts: {
    device_id: { expression: 'c.device_id', type: 'text' },
    updated_at: { expression: 'c.updated_at', type: 'timestamptz' },
  },
  defaultSort: 'device_id',
  key: { expression: 'c.command_id', type: 'uuid' },
};
const MAX_GROUPS = 50;
const DEFAULT_LIMIT = 50;

@Injectable()
export class CommandsReader {
  constructor(
    private readonly db: TenantDb,
    private readonly devices: DevicesReader,
  ) {}

  async get(actor: Actor, commandId: string): Promise<Command> {
    const [row] = await this.db.for(actor).query<CommandRow>(
      (scope) => `
        select ${COMMAND_COLUMNS} from commands c ${COMMAND_JOINS}
        where c.command_id = $1 and ${scope(CommandEntity, 'c')}`,
      [commandId],
    );
    if (!row) throw new CommandNotFound(commandId);
    return toCommand(row);
  }

  /** A machine's commands, newest first. Open and ended ones stand in an index each. */
  async ofDevice(actor: Actor, deviceId: string, query: CommandQuery): Promise<Command[]> {
    await this.devices.mustExist(actor, deviceId);
    const newest = (states: readonly CommandState[], scope: Scope): string => `(
      select c.* from commands c
      where c.device_id = $1 and c.status in (${list(states)}) and ($2::text[] is null or c.status = any($2))
        and ${scope(CommandEntity, 'c')}
      order by c.created_at desc, c.command_id desc limit $3)`;
    const rows = await this.db.for(actor).query<CommandRow>(
      (scope) => `
        select ${COMMAND_COLUMNS}
        from (${newest(OPEN_STATES, scope)} union all ${newest(FINAL_COMMAND_STATES, scope)}) c ${COMMAND_JOINS}
        order by c.created_at desc, c.command_id desc limit $3`,
      [deviceId, query.status ?? null, query.limit ?? DEFAULT_LIMIT],
    );
    return rows.map(toCommand);
  }

  async batches(actor: Actor, query: BatchQuery): Promise<Page<CommandBatch>> {
    const where = new Conditions()
      .add(query.status, (place) => `b.status = any(${place})`)
      .add(query.command_type, (place) => `b.type = any(${place})`)
      .add(query.from, (place) => `b.created_at >= ${place}::timestamptz`)
      .add(query.to, (place) => `b.created_at <= ${place}::timestamptz`);
    const { page, page_size: pageSize, cursor, sort } = query;
    const { rows, pagination } = await this.db
      .for(actor)
      .list<BatchRow>(BATCH_LIST, { where, page, pageSize, cursor, sort });
    return { items: rows.map(toBatch), pagination };
  }

  async batch(actor: Actor, batchId: string): Promise<CommandBatch> {
    const [row] = await this.db.for(actor).query<BatchRow>(
      (scope) => `
        select ${BATCH_COLUMNS} from command_batches b where b.batch_id = $1 and ${scope(CommandBatchEntity, 'b')}`,
      [batchId],
    );
    if (!row) throw new BatchNotFound();
    return toBatch(row);
  }

  async batchDetail(actor: Actor, batchId: string, query: BatchCommandsQuery): Promise<BatchDetail> {
    const batch = await this.batch(actor, batchId);
    const where = new Conditions()
      .add(batchId, (place) => `c.batch_id = ${place}::uuid`)
      .raw('not c.superseded')
      .add(query.status, (place) => `c.status = any(${place})`);
    const { page, page_size: pageSize, cursor, sort } = query;
    const [list, failures] = await Promise.all([
      this.db.for(actor).list<CommandRow>(BATCH_COMMANDS, { where, page, pageSize, cursor, sort }),
      this.failures(actor, batchId),
    ]);
    return { batch, failures, commands: list.rows.map(toCommand), pagination: list.pagination };
  }

  private failures(actor: Actor, batchId: string): Promise<FailureGroup[]> {
    return this.db.for(actor).query<FailureGroup>(
      (scope) => `
        select c.status, c.last_error as reason, c.last_error_code as code, count(*)::integer as count from commands c
        where c.batch_id = $1 and not c.superseded and c.status in ('fail', 'expired', 'unsupported')
          and ${scope(CommandEntity, 'c')}
        group by c.status, c.last_error, c.last_error_code order by count(*) desc, c.status, c.last_error limit ${MAX_GROUPS}`,
      [batchId],
    );
  }
}
