import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { createDataSource } from './data-source';
import { ENTITIES } from './entities';
import { migrate, migrationStates, revert } from './migrate';
import { ownershipOf } from './tenant-scope';

describe('the schema', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase({ migrated: false });
  });
  afterEach(() => database.drop());

  const tables = async (): Promise<string[]> => {
    const rows = await database.dataSource.query<{ name: string }[]>(
      `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by 1`,
    );
    return rows.map((row) => row.name);
  };

  it('equals the entities: no drift', async () => {
    await migrate(database.dataSource);
    const log = await database.dataSource.driver.createSchemaBuilder().log();
    expect(log.upQueries.map((query) => query.query)).toEqual([]);
  });

  it('goes down to nothing and up again', async () => {
    await migrate(database.dataSource);
    const before = await tables();
    for (const _ of database.dataSource.migrations) await revert(database.dataSource);
    expect((await tables()).filter((name) => !['migrations', 'typeorm_metadata'].includes(name))).toEqual([]);
    await migrate(database.dataSource);
    expect(await tables()).toEqual(before);
  });

  it('is made once when several replicas start at the same moment', async () => {
    const replicas = await Promise.all(
      Array.from({ length: 4 }, () =>
        createDataSource({ url: database.url, poolSize: 2, applicationName: 'replica' }).initialize(),
      ),
    );
    try {
      const applied = await Promise.all(replicas.map((replica) => migrate(replica)));
      expect(applied.flat()).toHaveLength(database.dataSource.migrations.length);
      expect((await migrationStates(database.dataSource)).every((state) => state.applied)).toBe(true);
    } finally {
      await Promise.all(replicas.map((replica) => replica.destroy()));
    }
  });

  it('has an owner for every entity', () => {
    for (const entity of ENTITIES) expect(() => ownershipOf(entity)).not.toThrow();
  });

  it('refuses to change or remove audit entries', async () => {
    await migrate(database.dataSource);
    const { dataSource } = database;
    await dataSource.query(
      `insert into audit_entries (action, target_type, target_id, summary, source) values ('a', 't', '1', 's', 'system')`,
    );
    await expect(dataSource.query(`update audit_entries set summary = 'x'`)).rejects.toThrow('append-only');
    await expect(dataSource.query('delete from audit_entries')).rejects.toThrow('append-only');
    const [{ name: month }] = (await dataSource.query(
      `select tableoid::regclass::text as name from audit_entries`,
    )) as [{ name: string }];
    expect(month).toMatch(/^audit_entries_\d{4}_\d{2}$/);
    for (const table of ['audit_entries', month, 'audit_entries_default', 'audit_seals', 'audit_retirements'])
      await expect(dataSource.query(`truncate ${table}`)).rejects.toThrow('append-only');
    await expect(dataSource.query(`delete from ${month}`)).rejects.toThrow('append-only');
  });
});
