// Materials out of a CSV, beside PostgreSQL's own \\copy into a staging table and one upsert of the same rows.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Bench, Slice } from '../bench';
import { startContender } from '../contenders';
import { processCpu } from '../cpu';
import { findTool, libpq } from '../pgbench';
import { median } from '../statistics';
import { newStorage, TaskProcess } from '../task-process';
import type { Work } from './work';

const ROWS = 100_000;
/** More than a request takes at once. */
const SMOKE_ROWS = 6_000;
const ROUNDS = 3;
const IMPORT = '/materials/import?overwrite_existing=true';

const STAGING =
  `create temporary table staging (code text, name text, type text, unit text, density double precision,
  cost numeric, enabled boolean)`.replace(/\s+/g, ' ');
const UPSERT = `insert into materials as t (code, name, type, unit, density, cost_minor, enabled)
  select code, name, type, unit, density, (cost * 100)::integer, enabled from staging
  on conflict (code) do update set name = excluded.name, type = excluded.type, unit = excluded.unit,
    density = excluded.density, cost_minor = excluded.cost_minor, enabled = excluded.enabled, updated_at = now()`.replace(
  /\s+/g,
  ' ',
);

export const imports: Work = {
  name: 'import',
  title: `${ROWS.toLocaleString('en')} materials out of a file, by a worker beside its queue`,
  async run(bench) {
    const url = await bench.databases.copyOf(bench.sized({ devices: 200, orders: 0 }));
    const storage = newStorage();
    const api = await startContender('ours', url, { STORAGE_DIR: storage });
    const worker = new TaskProcess(url, api, storage);
    const file = path.join(storage, 'materials.csv');
    try {
      writeRows(file, bench.smoke ? SMOKE_ROWS : ROWS);
      const figures = await inTurn(bench, url, worker, file);
      const [ours, copy] = [figures['ours']?.p50 ?? NaN, figures['\\copy + upsert']?.p50 ?? NaN];
      const targets = [
        { name: 'time of the import / \\copy and one upsert', value: ours / copy, atMost: 3 },
        { name: 'peak memory of the worker, MB', value: worker.peakMegabytes(), atMost: 300 },
      ];
      const notes = Number.isNaN(copy) ? ['psql is not installed: \\copy was not measured'] : [];
      return { figures, targets, notes };
    } finally {
      await worker.stop();
      await api.stop();
    }
  },
};

function writeRows(file: string, rows: number): void {
  const lines = ['code,name,type,unit,density,cost_per_1000,enabled'];
  for (let n = 0; n < rows; n += 1)
    lines.push(
      `MAT-${String(n).padStart(6, '0')},Material number ${n},powder,g,0.${1 + (n % 9)},${n % 500}.50,true`,
    );
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
}

/** A B A B, each into an empty dictionary; medians. */
async function inTurn(
  bench: Bench,
  url: string,
  worker: TaskProcess,
  file: string,
): Promise<Record<string, Slice>> {
  const psql = findTool('psql');
  const slices: Record<string, Slice[]> = { ours: [], '\\copy + upsert': [] };
  for (let round = 0; round < (bench.smoke ? 1 : ROUNDS); round += 1) {
    if (psql !== null) {
      await emptied(url);
      slices['\\copy + upsert']?.push(await measured(bench, null, () => copyByPsql(psql, url, file)));
    }
    await emptied(url);
    slices['ours']?.push(await measured(bench, worker.pid, () => importFile(worker, file)));
    await expectRows(url, bench.smoke ? SMOKE_ROWS : ROWS);
  }
  return Object.fromEntries(Object.entries(slices).map(([name, taken]) => [name, middle(taken)]));
}

interface Took {
  rows: number;
  seconds: number;
}

async function importFile(worker: TaskProcess, file: string): Promise<Took> {
  const headers = { 'Content-Type': 'text/csv' };
  return worker.run(IMPORT, { method: 'POST', headers, body: fs.readFileSync(file) });
}

async function copyByPsql(psql: string, url: string, file: string): Promise<Took> {
  const began = performance.now();
  const args = ['-X', '-v', 'ON_ERROR_STOP=1'];
  for (const command of [STAGING, `\\copy staging from '${file}' with (format csv, header)`, UPSERT])
    args.push('-c', command);
  const { stdout } = await promisify(execFile)(psql, args, { env: { ...process.env, ...libpq(url) } });
  const seconds = (performance.now() - began) / 1000;
  return { rows: Number(/INSERT 0 (\d+)/.exec(stdout)?.[1] ?? NaN), seconds };
}

async function withClient<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** And what the server owes to that is paid before anything is measured. */
const emptied = (url: string): Promise<unknown> =>
  withClient(url, async (client) => {
    await client.query('delete from device_bins');
    await client.query('delete from materials');
    await client.query('vacuum analyze materials');
    await client.query('checkpoint');
  });

const expectRows = (url: string, rows: number): Promise<void> =>
  withClient(url, async (client) => {
    const { rows: found } = await client.query<{ n: number }>('select count(*)::integer as n from materials');
    if (found[0]?.n !== rows) throw new Error(`${found[0]?.n} materials are there of ${rows}`);
  });

async function measured(bench: Bench, pid: number | null, work: () => Promise<Took>): Promise<Slice> {
  const cpu = (): number => (pid === null ? 0 : processCpu(pid));
  const before = { node: cpu(), postgres: bench.postgresCpu() };
  const { rows, seconds } = await work();
  return {
    perSecond: rows / seconds,
    node: (cpu() - before.node) / rows,
    postgres: (bench.postgresCpu() - before.postgres) / rows,
    p50: seconds * 1000,
    p99: NaN,
  };
}

function middle(slices: Slice[]): Slice {
  const of = (key: keyof Slice): number => median(slices.map((slice) => slice[key]));
  return {
    perSecond: of('perSecond'),
    node: of('node'),
    postgres: of('postgres'),
    p50: of('p50'),
    p99: of('p99'),
  };
}
