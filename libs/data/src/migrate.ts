import type { DataSource, QueryRunner } from 'typeorm';

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

/** Who does it, and what the database is called: for the audit log. */
export interface Operator {
  name: string;
  database: string;
}

type Step = 'migrated' | 'reverted';

/**
 * Lets each migration write its entry within its own transaction. There is none where the log is not there yet, or not any
 * more.
 */
function audited(dataSource: DataSource, { name: actor, database }: Operator): void {
  const note = async (runner: QueryRunner, step: Step, migration: string): Promise<void> => {
    const [log] = (await runner.query(`select to_regclass('audit_entries') is not null as found`)) as {
      found: boolean;
    }[];
    if (!log?.found) return;
    const summary = step === 'migrated' ? `Applied ${migration}` : `Took back ${migration}`;
    await runner.query(
      `insert into audit_entries (action, target_type, target_id, summary, after, source, actor_name)
       values ($1, 'database', $2, $3, $4, 'cli', $5)`,
      [`database.${step}`, database, summary, JSON.stringify({ migration }), actor],
    );
  };
  for (const migration of dataSource.migrations) {
    const [up, down] = [migration.up.bind(migration), migration.down.bind(migration)];
    const name = migration.name ?? migration.constructor.name;
    migration.up = async (runner) => {
      await up(runner);
      await note(runner, 'migrated', name);
    };
    migration.down = async (runner) => {
      await down(runner);
      await note(runner, 'reverted', name);
    };
  }
}

/** Runs what is missing, each migration in its own transaction; safe to call from several processes at once. */
export function migrate(dataSource: DataSource, operator?: Operator): Promise<string[]> {
  if (operator) audited(dataSource, operator);
  return underLock(dataSource, async () =>
    (await dataSource.runMigrations()).map((migration) => migration.name),
  );
}

/** Takes back the newest migration. */
export function revert(dataSource: DataSource, operator?: Operator): Promise<void> {
  if (operator) audited(dataSource, operator);
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
