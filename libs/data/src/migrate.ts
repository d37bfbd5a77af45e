import type { DataSource } from 'typeorm';

/** Any number that is ours alone: replicas that start at once queue up behind this lock. */
const MIGRATION_LOCK = 7_203_118_001;

async function underLock<T>(dataSource: DataSource, work: () => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    // The others wait as long as the first one needs, longer than any statement of the product may take.
    await runner.query('set lock_timeout = 0');
    await runner.query('set statement_timeout = 0');
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work();
  } finally {
    await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await runner.query('reset lock_timeout').catch(() => undefined);
    await runner.query('reset statement_timeout').catch(() => undefined);
    await runner.release();
  }
}

/** Runs what is missing, each migration in its own transaction; safe to call from several processes at once. */
export function migrate(dataSource: DataSource): Promise<string[]> {
  return underLock(dataSource, async () =>
    (await dataSource.runMigrations()).map((migration) => migration.name),
  );
}

/** Takes back the newest migration. */
export function revert(dataSource: DataSource): Promise<void> {
  return underLock(dataSource, () => dataSource.undoLastMigration());
}

export interface MigrationState {
  name: string;
  applied: boolean;
}

/** Every known migration and whether this database has it. */
export async function migrationStates(dataSource: DataSource): Promise<MigrationState[]> {
  const [table] = await dataSource.query<{ found: boolean }[]>(
    `select to_regclass('migrations') is not null as found`,
  );
  const rows = table?.found ? await dataSource.query<{ name: string }[]>('select name from migrations') : [];
  const applied = new Set(rows.map((row) => row.name));
  return dataSource.migrations.map((migration) => ({
    name: migration.name ?? migration.constructor.name,
    applied: applied.has(migration.name ?? migration.constructor.name),
  }));
}
