import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DispatchAnswer } from '@coffee/contract/command-dispatch';
import { FINAL_COMMAND_STATES, type CommandState } from '@coffee/contract/commands';
import type { CommandType } from '@coffee/contract/command-payloads';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { Program, startApi, type TestApi } from '@coffee/testing/stack';

const MACHINES = 12;
const WITHIN_MS = 90_000;
/** The fleet lives so much faster than its leases. */
const LEASE_SECONDS = 6;
const PHYSICAL: CommandType = 'open_door';

interface Row {
  command_id: string;
  device_id: string;
  type: CommandType;
  status: CommandState;
  attempts: number;
  last_error: string | null;
}

describe('the simulated fleet, when commands fail, are rejected, or the power goes before the result', () => {
  let api: TestApi;
  let admin: HttpClient;
  let state: string;
  let simulator: Program;

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'fleet-'));
    api = await startApi({ worker: true, env: { DEVICE_RATE_PER_MINUTE: '100000' } });
    const user = await new Factories(api.database.dataSource).user({ role: 'admin' });
    admin = new HttpClient(api.url);
    await admin.signIn(user.email, TEST_PASSWORD);
    const words = { url: api.url, state, devices: MACHINES, speed: 30, seed: 5, 'command-trouble': 0.6 };
    simulator = new Program(
      'dist/tools/simulator/main.js',
      {},
      Object.entries(words).flatMap(([name, value]) => [`--${name}`, String(value)]),
    );
    simulator.start();
    await eventually(
      'every machine is there',
      async () => {
        simulator.assertAlive();
        return (await query('select 1 from devices')).length === MACHINES;
      },
      WITHIN_MS,
    );
  }, 150_000);

  afterAll(async () => {
    await simulator.stop();
    await api.stop();
    await rm(state, { recursive: true, force: true });
  }, 60_000);

  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    api.database.dataSource.query(sql, values);

  /** How often each command was carried out, by what the machines themselves wrote down. */
  async function deeds(): Promise<Map<string, number>> {
    const counted = new Map<string, number>();
    for (const { device_id } of await query<{ device_id: string }>('select device_id from devices')) {
      const text = await readFile(join(state, device_id, 'deeds.log'), 'utf8');
      for (const line of text.split('\n').filter(Boolean)) {
        const { command_id } = JSON.parse(line) as { command_id: string };
        counted.set(command_id, (counted.get(command_id) ?? 0) + 1);
      }
    }
    return counted;
  }

  it('opens no door twice, and the server believes what the machines did', async () => {
    for (const command_type of ['open_door', 'sync', 'open_door', 'set_params'] as const) {
      const payload = command_type === 'set_params' ? { params: { grind: 3 } } : {};
      const body = { filter: {}, command_type, payload, max_attempts: 10 };
      expect((await admin.post<DispatchAnswer>('/api/v1/commands/dispatch', body)).status).toBe(201);
    }
    await eventually(
      'every command ends',
      async () => {
        const open = await query(
          `with aged as (
             update commands set lease_until = now() where status in ('sent', 'acknowledged') and lease_until > now()
               and sent_at < now() - make_interval(secs => $2) returning 1
           ) select 1 from commands where status <> all($1) limit 1`,
          [FINAL_COMMAND_STATES, LEASE_SECONDS],
        );
        return open.length === 0;
      },
      WITHIN_MS,
    );
    await simulator.stop();

    const rows = await query<Row>('select * from commands');
    const done = await deeds();
    const times = ({ command_id }: Row): number => done.get(command_id) ?? 0;
    const physical = rows.filter(({ type }) => type === PHYSICAL);
    expect(physical.filter((row) => times(row) > 1)).toEqual([]);
    expect(physical.filter((row) => row.status === 'success' && times(row) !== 1)).toEqual([]);
    const repeatable = rows.filter(({ type }) => type !== PHYSICAL);
    expect(repeatable.filter((row) => row.status === 'success' && times(row) < 1)).toEqual([]);
    expect(repeatable.filter((row) => times(row) > row.attempts)).toEqual([]);
    // Without these the run has proved nothing.
    const unsure = physical.filter((row) => row.status === 'fail' && times(row) === 1);
    expect(unsure.length).toBeGreaterThan(0);
    expect(repeatable.filter(({ attempts }) => attempts > 1).length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ last_error }) => last_error?.split(':')[0]))).toContain('Rejected');
  }, 150_000);
});
