import { randomUUID } from 'node:crypto';
import { env } from 'node:process';
import type { BatchDetail, BatchStats } from '@coffee/contract/command-batches';
import type { DispatchAnswer } from '@coffee/contract/command-dispatch';
import { FINAL_COMMAND_STATES, type CommandState } from '@coffee/contract/commands';
import { mayMove } from '@coffee/features/commands';
import { loadConfig } from '@coffee/platform/config';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { SeverableProxy } from '@coffee/testing/severable-proxy';
import { startApi, type ApiProcess, type Program, type TestApi } from '@coffee/testing/stack';
import Redis from 'ioredis';
import { Client } from 'pg';
import { ForgetfulMachine } from './forgetful-machine';

const MACHINES = Number(env.COFFEE_DISPATCH_MACHINES ?? 300);
const WITHIN_MS = 60_000 + MACHINES * 120;
/** A lease of five minutes is over after so long, for the machines of this spec are that much faster. */
const LEASE_SECONDS = 3;
const FINAL: readonly string[] = FINAL_COMMAND_STATES;

describe('a dispatch, with the worker, Redis and an API process failing under it', () => {
  let redis: SeverableProxy;
  let flushing: Redis;
  let database: Client;
  let api: TestApi;
  let second: ApiProcess;
  let admin: HttpClient;
  let machines: ForgetfulMachine[];

  beforeAll(async () => {
    // A database number of its own: it is flushed, and other specs use the same server.
    const own = new URL(loadConfig().redisUrl);
    own.pathname = '/13';
    redis = await SeverableProxy.before(own.toString());
    flushing = new Redis(own.toString());
    api = await startApi({
      worker: true,
      env: { REDIS_URL: redis.through(own.toString()), DEVICE_RATE_PER_MINUTE: '100000' },
      seed: async ({ dataSource }) => {
        await dataSource.query(
          `with d as (insert into devices (device_id, model, tags)
             select 'FORGETFUL-' || n, 'CoffeePro-A', '{fleet}' from generate_series(0, $1::integer - 1) n returning device_id)
           insert into device_states (device_id) select device_id from d`,
          [MACHINES],
        );
        await dataSource.query(`create table moves (command_id uuid, was text, status text, late boolean)`);
        await dataSource.query(`create function note_move() returns trigger language plpgsql as $$ begin
          insert into moves values (new.command_id, old.status, new.status, new.late); return new; end $$`);
        await dataSource.query(`create trigger note_moves after update on commands for each row
          when (old.status is distinct from new.status) execute function note_move()`);
      },
    });
    // One connection for all: a pool would open new ones while the machine is at its limit.
    database = new Client({ connectionString: api.database.url });
    await database.connect();
    second = await api.another();
    admin = new HttpClient(api.url);
    const user = await new Factories(api.database.dataSource).user({ role: 'admin' });
    await admin.signIn(user.email, TEST_PASSWORD);
    machines = Array.from(
      { length: MACHINES },
      (_, index) => new ForgetfulMachine(`FORGETFUL-${index}`, index, [api.url, second.url]),
    );
  }, 120_000);

  afterAll(async () => {
    for (const machine of machines) machine.switchOff();
    await database.end();
    await api.stop();
    await redis.sever();
    flushing.disconnect();
  }, 60_000);

  const query = async <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    (await database.query(sql, values)).rows as T[];

  /** As people do it while the server is at its limit: again with the same key, until it is answered. */
  const dispatch = async (body: object): Promise<string> => {
    const headers = { 'idempotency-key': randomUUID() };
    let batchId = '';
    await eventually(
      'the dispatch is taken',
      async () => {
        const { status, data } = await admin.post<DispatchAnswer>('/api/v1/commands/dispatch', body, headers);
        expect([201, 503]).toContain(status);
        if (status === 201) batchId = data.batch_id;
        return status === 201;
      },
      WITHIN_MS,
    );
    return batchId;
  };

  /** How many commands have ended. What is out too long is due again on the way: the clock runs faster here. */
  const ended = async (): Promise<number> => {
    const [row] = await query<{ n: number }>(
      `with aged as (
         update commands set lease_until = now() where status in ('sent', 'acknowledged') and lease_until > now()
           and sent_at < now() - make_interval(secs => $2)
       ) select count(*)::integer as n from commands where status = any($1)`,
      [FINAL_COMMAND_STATES, LEASE_SECONDS],
    );
    return row?.n ?? 0;
  };

  const restart = async (program: Program): Promise<void> => {
    await program.stop('SIGKILL');
    program.start();
  };

  it('ends every command once, executes none again that was answered, and counts right', async () => {
    const lives = machines.map((machine) => machine.run());
    const synced = await dispatch({
      filter: { tag: ['fleet'] },
      command_type: 'sync',
      max_attempts: 10,
      rollout: {
        stages: [
          { percent: 30, success_percent: 60, bake_seconds: 0 },
          { percent: 70, success_percent: 60, bake_seconds: 0 },
          { percent: 100, success_percent: 0, bake_seconds: 0 },
        ],
      },
    });
    const doors = machines.filter((_, index) => index % 3 === 0).map(({ id }) => id);
    const opened = await dispatch({ device_ids: doors, command_type: 'open_door' });
    const total = MACHINES + doors.length;
    const untilEnded = (share: number): Promise<void> =>
      eventually(
        `${share * 100} % of ${total} commands end`,
        async () => (await ended()) >= total * share,
        WITHIN_MS,
      );

    const { worker } = api;
    if (!worker) throw new Error('no worker');
    await untilEnded(0.1);
    await restart(worker);
    await untilEnded(0.3);
    await redis.sever();
    await flushing.flushdb();
    await redis.mend();
    await untilEnded(0.5);
    await restart(second.program);
    await untilEnded(0.7);
    await restart(worker);
    await untilEnded(1);
    for (const machine of machines) machine.switchOff();
    await Promise.all(lives);

    const executions = machines.flatMap((machine) => [...machine.executions.values()]);
    // Without these the run has proved nothing.
    expect(machines.filter((machine) => machine.cuts > 0).length).toBeGreaterThan(MACHINES / 20);
    expect(machines.filter((machine) => machine.repeated > 0).length).toBeGreaterThan(MACHINES / 20);
    expect(executions.filter(({ afterAnswer }) => afterAnswer > 0)).toEqual([]);
    expect(executions.filter(({ type, times }) => type === 'open_door' && times > 1)).toEqual([]);
    expect(machines.flatMap((machine) => machine.refusals)).toEqual([]);

    const moves = await query<{ was: CommandState; status: CommandState }>(
      'select distinct was, status from moves',
    );
    expect(moves.filter(({ was, status }) => !mayMove(was, status))).toEqual([]);
    // Once by the server's own judgement at most, and once by a late word of the machine.
    const again = await query(
      `select command_id from moves where status = any($1) group by command_id
       having count(*) filter (where not late) > 1 or count(*) filter (where late) > 1`,
      [FINAL_COMMAND_STATES],
    );
    expect(again).toEqual([]);

    for (const [batchId, expected] of [
      [synced, MACHINES],
      [opened, doors.length],
    ] as const) {
      const { data } = await admin.get<BatchDetail>(`/api/v1/commands/batches/${batchId}`);
      const { status, stats, finished_at } = data.batch;
      expect([status, stats.total, finished_at !== null]).toEqual(['completed', expected, true]);
      expect(stats).toEqual(await recount(batchId));
    }
    const waiting = await query('select device_id from device_states where pending_commands <> 0');
    expect(waiting).toEqual([]);
  }, 300_000);

  async function recount(batchId: string): Promise<BatchStats> {
    const rows = await query<{ status: keyof BatchStats; n: number }>(
      'select status, count(*)::integer as n from commands where batch_id = $1 group by status',
      [batchId],
    );
    expect(rows.filter(({ status }) => !FINAL.includes(status))).toEqual([]);
    const none = { pending: 0, queued: 0, sent: 0, acknowledged: 0, success: 0, fail: 0, unsupported: 0 };
    const counted = Object.fromEntries(rows.map(({ status, n }) => [status, n]));
    const total = rows.reduce((sum, { n }) => sum + n, 0);
    return { total, ...none, expired: 0, canceled: 0, ...counted };
  }
});
