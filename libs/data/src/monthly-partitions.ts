import type { DataSource, EntityManager } from 'typeorm';

const MONTHS_AHEAD = 2;

interface Month {
  /** The partition's name. */
  name: string;
  /** Days, inclusive and exclusive, in UTC. */
  from: string;
  to: string;
}

interface Partitioned {
  table: string;
  column: string;
  /** What a new partition needs beside what it takes from the table. */
  finish?: (partition: string) => string;
}

/**
 * Makes this month's partition and the next two where they are missing. What an unwatched month left in the default
 * partition moves over in the same transaction: the default is taken out, its rows are inserted again, and it goes. So
 * no row is ever deleted, and tables that refuse that can use it too.
 */
export async function ensureMonths(dataSource: DataSource, target: Partitioned, now: Date): Promise<void> {
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
    await ensureMonth(dataSource, target, monthOf(target.table, now, ahead));
  }
}

async function ensureMonth(dataSource: DataSource, target: Partitioned, month: Month): Promise<void> {
  if (await exists(dataSource.manager, month.name)) return;
  await dataSource.transaction(async (manager) => {
    await manager.query(`lock table ${target.table} in exclusive mode`);
    if (await exists(manager, month.name)) return;
    const strays = await takeStrays(manager, target, month);
    await attach(manager, target, month.name, `for values from ('${month.from}') to ('${month.to}')`);
    if (strays === null) return;
    await manager.query(`insert into ${target.table} select * from ${strays}`);
    await manager.query(`drop table ${strays}`);
  });
}

/** The name of the table that holds what was in the default partition; null when nothing in it belongs to this month. */
async function takeStrays(
  manager: EntityManager,
  target: Partitioned,
  { from, to }: Month,
): Promise<string | null> {
  const { table, column } = target;
  const [found] = await manager.query<{ any: boolean }[]>(
    `select exists (select 1 from ${table}_default where ${column} >= '${from}' and ${column} < '${to}') as any`,
  );
  if (!found?.any) return null;
  const strays = `${table}_strays`;
  await manager.query(`alter table ${table} detach partition ${table}_default`);
  await manager.query(`alter table ${table}_default rename to ${strays}`);
  await attach(manager, target, `${table}_default`, 'default');
  return strays;
}

async function attach(
  manager: EntityManager,
  { table, finish }: Partitioned,
  name: string,
  bounds: string,
): Promise<void> {
  await manager.query(`create table ${name} (like ${table} including all excluding identity)`);
  await manager.query(`alter table ${table} attach partition ${name} ${bounds}`);
  if (finish) await manager.query(finish(name));
}

async function exists(manager: EntityManager, name: string): Promise<boolean> {
  const [found] = await manager.query<{ exists: boolean }[]>('select to_regclass($1) is not null as exists', [
    name,
  ]);
  return found?.exists ?? false;
}

function monthOf(table: string, now: Date, ahead: number): Month {
  const first = (months: number): string =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString();
  const from = first(ahead);
  return { name: `${table}_${from.slice(0, 7).replace('-', '_')}`, from, to: first(ahead + 1) };
}
