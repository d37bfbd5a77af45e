import type { AuditVerification } from '@coffee/contract/audit';
import { AuditEntryEntity } from '@coffee/data/entities';
import { SnapshotDb } from '@coffee/data/snapshot-db';
import { Config, loadConfig } from '@coffee/platform/config';
import { cliActor } from '@coffee/platform/context';
import { FileStore } from '@coffee/platform/storage';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { eventually } from '@coffee/testing/eventually';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AuditTrail } from '../audit';
import { AuditPartitions } from './audit-partitions.ingest';
import { AuditRetirements } from './audit-retirements.service';
import { AuditSealer } from './audit-sealer.ingest';
import { AuditVerifications } from './audit-verifications';
import { AuditVerifier } from './audit-verifier';
import { ChainKey } from './chain-key';
import { ChainWitness } from './chain-witness';

const root = cliActor('root');

describe('the audit chain', () => {
  let database: TestDatabase;
  let storageDir: string;
  let trail: AuditTrail;
  let sealer: AuditSealer;
  let verifier: AuditVerifier;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  /** A log and a chain without a past. */
  beforeEach(async () => {
    await tamper(
      'delete from audit_entries',
      'delete from audit_seals',
      'delete from audit_retirements',
      'delete from audit_sealing',
      'insert into audit_sealing (chain_id) values (gen_random_uuid())',
      'alter sequence audit_entries_id_seq restart',
    );
    storageDir = mkdtempSync(path.join(os.tmpdir(), 'audit-'));
    trail = new AuditTrail(database.db);
    ({ sealer, verifier } = withKey('a key of this installation'));
  });

  afterEach(() => rmSync(storageDir, { recursive: true }));

  function withKey(auditKey: string) {
    const config = new Config({ ...loadConfig(), auditKey, storageDir });
    const [key, witness] = [new ChainKey(config), new ChainWitness(new FileStore(config))];
    const settings = { url: database.url, poolSize: 1, applicationName: 'spec-verify' };
    return {
      key,
      sealer: new AuditSealer(database.dataSource, key, witness),
      verifier: new AuditVerifier(new SnapshotDb(settings), key, witness),
    };
  }

  const query = <Row>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query<Row[]>(sql, values);

  async function write(count: number): Promise<void> {
    for (let n = 1; n <= count; n += 1) {
      await trail.recordAs(
        { ...root, userId: n, ip: '10.0.0.1', requestId: `req-${n}` },
        {
          action: 'thing.changed',
          targetType: 'thing',
          targetId: n,
          summary: `Thing ${n}`,
          before: { amount: n, nested: { name: 'old' } },
          after: { amount: n + 1, nested: { name: 'new' } },
          merchantId: 1,
        },
      );
    }
  }

  /** Transactions of other specs' databases hold the sealing back too: their numbers are the server's. */
  async function sealAll(): Promise<void> {
    await eventually('all that was written is sealed', async () => {
      await sealer.seal();
      return (await verifier.verify()).unsealed === 0;
    });
  }

  /** What a superuser can do: the triggers are off. */
  async function tamper(...statements: string[]): Promise<void> {
    await database.dataSource.transaction(async (manager) => {
      await manager.query('set local session_replication_role = replica');
      for (const statement of statements) await manager.query(statement);
    });
  }

  const expectBreak = (found: AuditVerification, reason: string, entry: number | null): void => {
    expect(found).toMatchObject({ ok: false, first_broken: entry, broken: { reason, entry_id: entry } });
  };

  it('holds what was written, counts what is not sealed, and is witnessed outside', async () => {
    await write(5);
    expect(await verifier.verify()).toMatchObject({ ok: true, checked: 0, unsealed: 5, head: null });
    await sealAll();
    await write(1);
    const found = await verifier.verify();
    expect(found).toMatchObject({ ok: true, checked: 5, unsealed: 1, first_broken: null, broken: null });
    expect(found.head).toEqual({ position: 5, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(found.witnessed).toEqual(found.head);
    await sealAll();
    expect(await sealer.seal()).toBe(0);
  });

  it('finds a change of any column, and names the entry', async () => {
    await write(3);
    await sealAll();
    const columns = database.dataSource.getMetadata(AuditEntryEntity).columns;
    const changes: Record<string, string> = {
      jsonb: `jsonb_set(%, '{nested,name}', '"forged"')`,
      text: `% || 'x'`,
      timestamptz: `% + interval '1 microsecond'`,
      bigint: '% + 1000',
      integer: '% + 1',
    };
    expect(columns.length).toBeGreaterThan(10);
    for (const { databaseName: column, type } of columns) {
      const change = changes[String(type)]?.replace('%', column);
      await tamper(`update audit_entries set ${column} = ${change} where target_id = '2'`);
      const found = await verifier.verify();
      // An entry under another number or time is not where its seal looks for it.
      const reason = ['id', 'created_at'].includes(column) ? 'entry_missing' : 'entry_changed';
      expectBreak(found, reason, 2);
      expect(found.checked).toBe(1);
      const undo = column === 'target_id' ? `target_id = '2x'` : `target_id = '2'`;
      const values: Record<string, string> = {
        jsonb: `jsonb_set(%, '{nested,name}', '"${column === 'before' ? 'old' : 'new'}"')`,
        text: `left(%, -1)`,
        timestamptz: `% - interval '1 microsecond'`,
        bigint: '% - 1000',
        integer: '% - 1',
      };
      await tamper(
        `update audit_entries set ${column} = ${values[String(type)]?.replace('%', column)} where ${undo}`,
      );
    }
    expect(await verifier.verify()).toMatchObject({ ok: true, checked: 3 });
  });

  it('tells null from an empty text and from the null of JSON', async () => {
    await trail.recordAs(root, { action: 'a', targetType: 't', targetId: 1, summary: 's' });
    await sealAll();
    await tamper(`update audit_entries set before = 'null'`);
    expectBreak(await verifier.verify(), 'entry_changed', 1);
    await tamper(`update audit_entries set before = null, ip = ''`);
    expectBreak(await verifier.verify(), 'entry_changed', 1);
  });

  it('finds an entry that was removed, and two that changed places', async () => {
    await write(4);
    await sealAll();
    await tamper('update audit_entries set id = -id where id in (2, 3)');
    await tamper('update audit_entries set id = 5 + id where id in (-2, -3)');
    expectBreak(await verifier.verify(), 'entry_missing', 2);
    await tamper('update audit_entries set id = 5 - id where id in (2, 3)');
    await tamper('delete from audit_entries where id = 3');
    const found = await verifier.verify();
    expectBreak(found, 'entry_missing', 3);
    expect(found.broken).toMatchObject({ position: 3 });
  });

  it('finds an entry that came in behind what is sealed', async () => {
    await write(2);
    await sealAll();
    await tamper(
      `insert into audit_entries (action, target_type, target_id, summary, source, xact_id) values ('a', 't', '1', 's', 'user', 3)`,
    );
    expect(await sealer.seal()).toBe(0);
    expectBreak(await verifier.verify(), 'entry_inserted', 3);
  });

  it('finds seals that were changed, swapped, made without the key, and taken from the middle', async () => {
    await write(4);
    await sealAll();
    await query('create table kept as select * from audit_seals');
    const put = (): Promise<void> =>
      tamper('delete from audit_seals', 'insert into audit_seals select * from kept');
    await tamper(`update audit_seals set hash = sha256(hash) where position = 2`);
    expectBreak(await verifier.verify(), 'seal_changed', 2);
    await put();
    // The entry and its digest, which needs no key.
    await tamper(
      `update audit_entries set summary = 'forged' where id = 3`,
      `update audit_seals set content = sha256('forged') where position = 3`,
    );
    expectBreak(await verifier.verify(), 'seal_changed', 3);
    await tamper(`update audit_entries set summary = 'Thing 3' where id = 3`);
    await put();
    await tamper(
      'update audit_seals set position = -position where position in (2, 3)',
      'update audit_seals set position = 5 + position where position in (-2, -3)',
    );
    expectBreak(await verifier.verify(), 'seal_changed', 3);
    await put();
    await tamper('delete from audit_seals where position = 2');
    expectBreak(await verifier.verify(), 'seal_missing', 2);
    await put();
    expect(await verifier.verify()).toMatchObject({ ok: true, checked: 4 });
  });

  it('finds that the end of the chain was cut, and does not build upon it', async () => {
    await write(5);
    await sealAll();
    await tamper('delete from audit_seals where position > 3');
    expectBreak(await verifier.verify(), 'chain_cut', 4);
    expect(await sealer.seal()).toBe(0);
    // With the entries, and with what the sealer remembers: only the witness outside is left.
    await tamper('delete from audit_entries where id > 3', 'update audit_sealing set position = 3');
    await write(1);
    const found = await verifier.verify();
    expect(found).toMatchObject({ ok: false, checked: 3, unsealed: 1 });
    expect(found.broken).toMatchObject({ reason: 'chain_cut', position: 4 });
    expect(await sealer.seal()).toBe(0);
  });

  it('finds a chain that was written anew with the key, by the head that was seen outside', async () => {
    await write(2);
    await sealAll();
    const before = await verifier.verify();
    await tamper(
      'delete from audit_seals',
      `update audit_entries set summary = 'forged' where id = 2`,
      'update audit_sealing set position = 0, xact_id = 0, entry_id = 0',
    );
    const { chain_id } = (await query<{ chain_id: string }>('select chain_id from audit_sealing'))[0]!;
    rmSync(path.join(storageDir, 'audit', `${chain_id}.json`));
    await sealAll();
    expect(await verifier.verify()).toMatchObject({ ok: true });
    const config = new Config({ ...loadConfig(), auditKey: 'a key of this installation', storageDir });
    await new ChainWitness(new FileStore(config)).write(chain_id, before.witnessed!);
    expectBreak(await verifier.verify(), 'head_differs', 2);
  });

  it('tells a wrong key from a broken chain, and does not seal with it', async () => {
    await write(2);
    await sealAll();
    await write(1);
    const other = withKey('another key');
    expect(await other.verifier.verify()).toMatchObject({ ok: false, broken: { reason: 'other_key' } });
    expect(await other.sealer.seal()).toBe(0);
    await sealAll();
  });

  it('seals each entry once and in one row, however the transactions that wrote them end', async () => {
    const runners = Array.from({ length: 8 }, () => database.dataSource.createQueryRunner());
    const insert = (n: number): string =>
      `insert into audit_entries (action, target_type, target_id, summary, source) values ('a', 't', '${n}', 's', 'user')`;
    await Promise.all(
      runners.map(async (runner, n) => {
        await runner.startTransaction();
        await runner.query(insert(n));
      }),
    );
    for (const [index, runner] of runners.reverse().entries()) {
      await runner.query(insert(100 + index));
      if (index % 4 === 3) await runner.rollbackTransaction();
      else await runner.commitTransaction();
      await write(1);
      await Promise.all([sealer.seal(), sealer.seal()]);
      expect(await verifier.verify()).toMatchObject({ ok: true });
      await runner.release();
    }
    await sealAll();
    const [counted] = await query<{ entries: number; seals: number; last: number }>(
      `select (select count(*) from audit_entries) as entries, count(distinct entry_id) as seals, max(position) as last
       from audit_seals`,
    );
    expect(counted).toEqual({ entries: 20, seals: 20, last: 20 });
    expect(await verifier.verify()).toMatchObject({ ok: true, checked: 20, unsealed: 0 });
  });

  it('loses nothing when the sealer dies in the middle', async () => {
    await write(3);
    const blocker = database.dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('lock table audit_seals in share mode');
    let died: unknown = null;
    await eventually('the sealer dies at its writing', async () => {
      void sealer.seal().catch((error: unknown) => (died = error));
      const rows = await query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into audit_seals%'`,
      );
      return rows.length > 0 || died !== null;
    });
    await blocker.rollbackTransaction();
    await blocker.release();
    await sealAll();
    expect(await verifier.verify()).toMatchObject({ ok: true, checked: 3, unsealed: 0 });
  });

  it('goes on after a restore into a server whose transactions count from the beginning', async () => {
    await write(2);
    await sealAll();
    await tamper(
      'update audit_sealing set xact_id = 1000000000',
      `insert into audit_entries (action, target_type, target_id, summary, source, xact_id)
         values ('a', 't', 'left over', 's', 'user', 1000000005)`,
    );
    await write(2);
    expect(await verifier.verify()).toMatchObject({ unsealed: 1 });
    await sealAll();
    await write(1);
    await sealAll();
    expect(await verifier.verify()).toMatchObject({ ok: true, checked: 6, unsealed: 0 });
  });

  it('lets whole old months out, and still verifies', async () => {
    let now = new Date();
    const clock = { now: () => now };
    const { key } = withKey('a key of this installation');
    const retirements = new AuditRetirements(database.db, key, trail, clock);
    await write(3);
    const [{ at }] = (await query<{ at: Date }>('select min(created_at) as at from audit_entries')) as [
      { at: Date },
    ];
    const next = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
    await expect(retirements.retire(root, next)).rejects.toThrow('stay in the log');
    now = new Date(next.getTime() + 401 * 86_400_000);
    await expect(retirements.retire(root, next)).rejects.toThrow('as they were sealed');
    await sealAll();
    const [gone] = await retirements.retire(root, next);
    expect(gone).toMatchObject({ entries: 3, month: at.toISOString().slice(0, 7) });
    expect(await query(`select * from ${gone?.table}`)).toHaveLength(3);
    await sealAll();
    expect(await verifier.verify()).toMatchObject({ ok: true, checked: 1, retired: 3 });
    await tamper(`update audit_retirements set to_at = to_at + interval '1 month'`);
    expect(await verifier.verify()).toMatchObject({ ok: false, broken: { reason: 'entry_missing' } });
  });

  it('makes months ahead, brings back what fell beside them, and closes every one of them', async () => {
    const far = '2031-05-20T00:00:00Z';
    await query(
      `insert into audit_entries (action, target_type, target_id, summary, source, created_at) values ('a', 't', '1', 's', 'user', $1)`,
      [far],
    );
    await sealAll();
    const partitions = new AuditPartitions(database.dataSource, {
      now: () => new Date('2031-05-01T00:00:00Z'),
    });
    await partitions.ensure();
    await partitions.ensure();
    expect(await query('select id from audit_entries_2031_05')).toHaveLength(1);
    expect(await query('select id from audit_entries_default')).toEqual([]);
    expect(await verifier.verify()).toMatchObject({ ok: true, checked: 1 });
    const tables = ['audit_entries', 'audit_entries_2031_05', 'audit_entries_default', 'audit_seals'];
    for (const table of tables) await expect(query(`truncate ${table}`)).rejects.toThrow('append-only');
    for (const statement of [
      'update audit_entries_2031_05 set summary = $1',
      'update audit_entries set action = $1',
    ])
      await expect(query(statement, ['x'])).rejects.toThrow('append-only');
    await expect(query('delete from audit_entries_2031_05')).rejects.toThrow('append-only');
    await expect(query('delete from audit_seals')).rejects.toThrow('append-only');
  });

  it('is read once for all who ask together, and no further when they have gone', async () => {
    await write(1);
    await sealAll();
    const shared = new AuditVerifications(verifier);
    const here = new AbortController();
    const [first, second] = await Promise.all([
      shared.verify(root, here.signal),
      shared.verify(root, here.signal),
    ]);
    expect(first).toBe(second);
    const gone = new AbortController();
    const waiting = shared.verify(root, gone.signal);
    gone.abort();
    await expect(waiting).rejects.toThrow('Nobody waits');
    expect(await shared.verify(root, here.signal)).toMatchObject({ ok: true, checked: 1 });
    await expect(shared.verify({ ...root, merchantId: 1 }, here.signal)).rejects.toThrow('all merchants');
  });
});
