// All orders into one CSV, beside PostgreSQL's own \\copy of the same columns in the same order.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { Bench, Slice } from '../bench';
import { startContender } from '../contenders';
import { processCpu } from '../cpu';
import { findTool, libpq } from '../pgbench';
import { median } from '../statistics';
import { newStorage, sumOf, TaskProcess } from '../task-process';
import type { Work } from './work';

const ROWS = 1_000_000;
const ROUNDS = 3;
const SAME_ROWS =
  `select o.id, o.order_id, o.device_ts, o.device_id, d.alias, m.name as merchant, l.name as location,
  o.address, o.items_summary, o.total_minor, o.refunded_minor, o.currency, o.payment_method, o.payment_status,
  o.payment_txn_id, o.fulfilment_status, o.failure_reason, o.is_test, o.is_exception, o.exception_reason, o.flags,
  o.created_at from orders o left join devices d on d.device_id = o.device_id
  left join merchants m on m.id = o.merchant_id left join locations l on l.id = o.location_id
  order by o.ordered_at desc, o.id desc`.replace(/\s+/g, ' ');

const where = (format: string): string => `/orders/export?format=${format}`;

export const exports: Work = {
  name: 'export',
  title: `all of ${ROWS.toLocaleString('en')} orders into a file, by a worker beside its queue`,
  async run(bench) {
    const dataset = bench.sized({ devices: 2000, orders: ROWS });
    const url = await bench.databases.copyOf(dataset);
    const storage = newStorage();
    const api = await startContender('ours', url, { STORAGE_DIR: storage });
    const worker = new TaskProcess(url, api, storage);
    try {
      const figures = await inTurn(bench, url, worker);
      const [ours, copy] = [figures['ours, CSV']?.p50 ?? NaN, figures['\\copy']?.p50 ?? NaN];
      const csvPeak = worker.peakMegabytes();
      figures['ours, XLSX'] = await measured(
        bench,
        worker.pid,
        async () => (await worker.run(where('xlsx'))).rows,
      );
      const targets = [
        { name: 'time of the CSV / \\copy', value: ours / copy, atMost: 3 },
        { name: 'peak memory of the worker, MB', value: csvPeak, atMost: 300 },
        { name: 'the same with a workbook, MB', value: worker.peakMegabytes(), atMost: 300 },
      ];
      const notes = Number.isNaN(copy) ? ['psql is not installed: \\copy was not measured'] : [];
      return { figures, targets, notes };
    } finally {
      await worker.stop();
      await api.stop();
    }
  },
};

/** A B A B; medians. The file's sum must be the database's. */
async function inTurn(bench: Bench, url: string, worker: TaskProcess): Promise<Record<string, Slice>> {
  const sum = await sumInDatabase(url);
  const psql = findTool('psql');
  const slices: Record<string, Slice[]> = { 'ours, CSV': [], '\\copy': [] };
  for (let round = 0; round < (bench.smoke ? 1 : ROUNDS); round += 1) {
    if (psql !== null) slices['\\copy']?.push(await measured(bench, null, () => copyByPsql(psql, url)));
    const seconds: number[] = [];
    const exported = async (): Promise<number> => {
      const file = await worker.run(where('csv'));
      const told = await sumOf(worker.fileOf(file.id), 'Total');
      if (told !== sum) throw new Error(`the file sums to ${told}, the database to ${sum}`);
      seconds.push(file.seconds);
      return file.rows;
    };
    const slice = await measured(bench, worker.pid, exported);
    slices['ours, CSV']?.push({ ...slice, p50: (seconds[0] ?? NaN) * 1000 });
  }
  return Object.fromEntries(Object.entries(slices).map(([name, taken]) => [name, middle(taken)]));
}

async function measured(bench: Bench, pid: number | null, work: () => Promise<number>): Promise<Slice> {
  const cpu = (): number => (pid === null ? 0 : processCpu(pid));
  const before = { node: cpu(), postgres: bench.postgresCpu(), at: performance.now() };
  const rows = await work();
  const elapsed = performance.now() - before.at;
  return {
    perSecond: (rows * 1000) / elapsed,
    node: (cpu() - before.node) / rows,
    postgres: (bench.postgresCpu() - before.postgres) / rows,
    p50: elapsed,
    p99: NaN,
  };
}

async function copyByPsql(psql: string, url: string): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-copy-'));
  const command = `\\copy (${SAME_ROWS}) to '${path.join(folder, 'orders.csv')}' with (format csv, header)`;
  try {
    const env = { ...process.env, ...libpq(url) };
    const { stdout } = await promisify(execFile)(psql, ['-X', '-c', command], { env });
    return Number(/COPY (\d+)/.exec(stdout)?.[1] ?? NaN);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function sumInDatabase(connectionString: string): Promise<number> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ sum: string }>('select sum(total_minor)::text as sum from orders');
  await client.end();
  return Number(rows[0]?.sum);
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
