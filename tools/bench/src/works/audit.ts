// The whole audit log verified over HTTP, beside PostgreSQL reading and hashing the same rows by itself.
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Bench, Slice } from '../bench';
import { type Contender, fieldsOf, signIn, startContender } from '../contenders';
import { processCpu } from '../cpu';
import { median } from '../statistics';
import { newStorage, TaskProcess } from '../task-process';
import type { Work } from './work';

const ROWS = 1_000_000;
const SMOKE_ROWS = 300;
const ROUNDS = 3;
const SEALED_WITHIN_MS = 900_000;

const ENTRIES = `
  insert into audit_entries (action, target_type, target_id, summary, before, after, source, actor_id, actor_name,
    merchant_id, ip, request_id)
  select 'device.updated', 'device', 'B-' || lpad((n % 2000)::text, 6, '0'), 'Changed location_id, alias',
    jsonb_build_object('alias', 'Machine ' || n, 'location_id', n % 90),
    jsonb_build_object('alias', 'Machine ' || n || ' at the door', 'location_id', n % 91), 'user', n % 40, 'person' || n % 40,
    1 + n % 20, '10.0.' || n % 250 || '.7', gen_random_uuid()::text
  from generate_series(1, $1::integer) n`;
const SAME_ROWS = `select count(sha256(convert_to(e::text, 'UTF8')))::integer as n from audit_entries e`;

interface Found {
  ok: boolean;
  checked: number;
  unsealed: number;
  duration_ms: number;
}

export const audit: Work = {
  name: 'audit',
  title: `an audit log of ${ROWS.toLocaleString('en')} entries verified`,
  async run(bench) {
    const rows = bench.smoke ? SMOKE_ROWS : ROWS;
    const url = await bench.databases.copyOf(bench.sized({ devices: 2000, orders: 0 }));
    const client = new Client({ connectionString: url });
    await client.connect();
    const storage = newStorage();
    const api = await startContender('ours', url, { STORAGE_DIR: storage });
    try {
      await client.query(ENTRIES, [rows]);
      const sealing = await seal(bench, new TaskProcess(url, api, storage), client);
      await client.query('vacuum analyze audit_entries');
      await client.query('vacuum analyze audit_seals');
      await bench.databases.checkpoint();
      const figures: Record<string, Slice> = { sealing, ...(await inTurn(bench, api, client)) };
      const [ours, database] = [figures['ours']?.p50 ?? NaN, figures['PostgreSQL']?.p50 ?? NaN];
      const targets = [
        {
          name: 'time of verifying / of reading and hashing in PostgreSQL',
          value: ours / database,
          atMost: 6,
        },
        { name: 'peak memory of the API, MB', value: peakMegabytes(api.pid), atMost: 300 },
      ];
      return { figures, targets, notes: [] };
    } finally {
      await client.end();
      await api.stop();
    }
  },
};

/** By a worker, from the first look until nothing is left. */
async function seal(bench: Bench, worker: TaskProcess, client: Client): Promise<Slice> {
  const before = { postgres: bench.postgresCpu(), at: performance.now() };
  try {
    for (;;) {
      const { rows } = await client.query<{ n: number; left: number }>(
        `select (select position from audit_sealing)::integer as n,
           ((select count(*) from audit_entries) - (select position from audit_sealing))::integer as left`,
      );
      const { n = 0, left = 1 } = rows[0] ?? {};
      if (left === 0)
        return sliceOf(
          n,
          performance.now() - before.at,
          processCpu(worker.pid),
          bench.postgresCpu() - before.postgres,
        );
      if (performance.now() - before.at > SEALED_WITHIN_MS) throw new Error(`${left} entries are not sealed`);
      await pause(200);
    }
  } finally {
    await worker.stop();
  }
}

/** A B A B; medians. */
async function inTurn(bench: Bench, api: Contender, client: Client): Promise<Record<string, Slice>> {
  const headers = fieldsOf(await signIn(api));
  const lanes: Record<string, () => Promise<{ rows: number; ms: number }>> = {
    ours: async () => {
      const response = await fetch(`http://127.0.0.1:${api.port}/api/v1/audit/verify`, { headers });
      const { data } = (await response.json()) as { data: Found };
      if (!data.ok) throw new Error('the log does not verify');
      return { rows: data.checked, ms: data.duration_ms };
    },
    PostgreSQL: async () => {
      const startedAt = performance.now();
      const { rows } = await client.query<{ n: number }>(SAME_ROWS);
      return { rows: rows[0]?.n ?? 0, ms: performance.now() - startedAt };
    },
  };
  const taken: Record<string, Slice[]> = { ours: [], PostgreSQL: [] };
  for (let round = 0; round < (bench.smoke ? 1 : ROUNDS); round += 1) {
    for (const [name, run] of Object.entries(lanes)) {
      const before = { node: processCpu(api.pid), postgres: bench.postgresCpu() };
      const { rows, ms } = await run();
      const [node, postgres] = [processCpu(api.pid) - before.node, bench.postgresCpu() - before.postgres];
      taken[name]?.push(sliceOf(rows, ms, node, postgres));
    }
  }
  return Object.fromEntries(Object.entries(taken).map(([name, slices]) => [name, middle(slices)]));
}

const sliceOf = (rows: number, ms: number, node: number, postgres: number): Slice => ({
  perSecond: (rows * 1000) / ms,
  node: node / rows,
  postgres: postgres / rows,
  p50: ms,
  p99: NaN,
});

function middle(slices: Slice[]): Slice {
  const of = (key: keyof Slice): number => median(slices.map((slice) => slice[key]));
  return { perSecond: of('perSecond'), node: of('node'), postgres: of('postgres'), p50: of('p50'), p99: NaN };
}

/** The most memory that a process ever held; NaN where the kernel does not tell. */
function peakMegabytes(pid: number): number {
  try {
    return (
      Number(/VmHWM:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024
    );
  } catch {
    return NaN;
  }
}
