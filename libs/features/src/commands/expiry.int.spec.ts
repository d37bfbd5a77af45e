import { AuditEntryEntity } from '@coffee/data/entities';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { startFeatures } from '@coffee/testing/start-features';
import type { TestingModule } from '@nestjs/testing';
import { CommandsModule, CommandSweep } from './index';

const MANY = 20_000;
const PER_STATEMENT = 1_000;

describe('commands that the clock ends', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let sweep: CommandSweep;
  let merchantId: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    const make = new Factories(database.dataSource);
    merchantId = (await make.merchant()).id;
    await make.device({ deviceId: 'LATE', merchantId });
    app = await startFeatures(database, { imports: [CommandsModule] });
    sweep = app.get(CommandSweep);
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  const query = <Row>(sql: string, values: unknown[] = []) => database.dataSource.query<Row[]>(sql, values);
  const store = (count: number, status: string, more: Record<string, string> = {}) =>
    query<{ id: string }>(
      `insert into commands (command_id, device_id, type, payload, status, actor, expires_at
         ${Object.keys(more)
           .map((name) => `, ${name}`)
           .join('')})
       select gen_random_uuid(), 'LATE', 'sync', '{}', $2, 'spec', now() - interval '1 s'
         ${Object.values(more)
           .map((value) => `, ${value}`)
           .join('')}
       from generate_series(1, $1::integer) returning command_id as id`,
      [count, status],
    );
  const entriesOf = (commandId: string) =>
    database.dataSource
      .getRepository(AuditEntryEntity)
      .createQueryBuilder('a')
      .where(`a.after->>'command_id' = :commandId`, { commandId })
      .getMany();

  it('tell in the audit log that nobody fetched them, each under its machine', async () => {
    const [command] = await store(1, 'queued');
    await sweep.sweep();
    expect(await entriesOf(command?.id ?? '')).toMatchObject([
      {
        action: 'command.expired',
        targetType: 'device',
        targetId: 'LATE',
        source: 'system',
        actorName: 'system',
        actorId: null,
        merchantId,
        summary: 'The command sync ended by itself: expired before the machine fetched it',
        before: { status: 'queued' },
        after: { status: 'expired', type: 'sync', batch_id: null, last_error_code: 'expired_unfetched' },
      },
    ]);
    await sweep.sweep();
    expect(await entriesOf(command?.id ?? '')).toHaveLength(1);
  });

  it('tell what became of them when the machine that had them fell silent, and nothing when they only wait again', async () => {
    const over = { lease_until: `now() - interval '1 s'`, attempts: '1' };
    const [silent] = await store(1, 'sent', over);
    const [back] = await store(1, 'sent', { ...over, cancel_requested: 'true' });
    const [again] = await store(1, 'sent', over);
    await query(`update commands set expires_at = now() + interval '1 day' where command_id = $1`, [
      again?.id,
    ]);
    await sweep.sweep();
    expect(await entriesOf(silent?.id ?? '')).toMatchObject([
      { action: 'command.expired', before: { status: 'sent' } },
    ]);
    expect(await entriesOf(back?.id ?? '')).toMatchObject([{ action: 'command.canceled' }]);
    expect(await entriesOf(again?.id ?? '')).toEqual([]);
  });

  it('are written a thousand at a time, in the statement that ends them', async () => {
    const before = new Date();
    await store(MANY, 'pending');
    await sweep.sweep();
    const [told] = await query<{ entries: number; commands: number; transactions: number }>(
      `select count(*)::integer as entries, count(distinct a.after->>'command_id')::integer as commands,
         count(distinct a.xact_id)::integer as transactions
       from audit_entries a where a.action = 'command.expired' and a.created_at >= $1`,
      [before],
    );
    expect(told).toEqual({ entries: MANY, commands: MANY, transactions: MANY / PER_STATEMENT });
    const [together] = await query<{ n: number }>(
      `select count(*)::integer as n from audit_entries a
       join commands c on c.command_id = (a.after->>'command_id')::uuid and c.finished_at = a.created_at
       where a.created_at >= $1`,
      [before],
    );
    expect(together?.n).toBe(MANY);
  });
});
