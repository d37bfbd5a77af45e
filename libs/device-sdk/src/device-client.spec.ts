import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { refusal, ScriptedServer } from '../test/scripted-server';
import { systemClock, type Clock } from './clock';
import type { CommandHandler } from './command-loop';
import { DeviceClient, type DeviceClientOptions, type DeviceProblem } from './device-client';

/** Notes the pauses it is asked for and makes them short. */
class HastyClock implements Clock {
  readonly pauses: number[] = [];
  now(): number {
    return 1_790_000_000_000;
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.pauses.push(ms);
    return systemClock.sleep(Math.min(ms, 3), signal);
  }
}

const ORDER = { items: [], total_price: 10, payment_method: 'wechat' };
const sale = (id: string): typeof ORDER & { order_id: string } => ({ order_id: id, ...ORDER });

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it never came to be');
    await systemClock.sleep(2);
  }
}

describe('a machine on the line', () => {
  let stateDir: string;
  let baseUrl: string;
  let server: ScriptedServer;
  let clock: HastyClock;
  let problems: DeviceProblem[];
  const running: DeviceClient[] = [];

  const machine = async (options: Partial<DeviceClientOptions> = {}): Promise<DeviceClient> => {
    const client = await DeviceClient.open({
      baseUrl,
      stateDir,
      registration: { device_id: 'CM-1', firmware_version: '1.0' },
      heartbeatSeconds: 3600,
      clock,
      random: () => 1,
      onProblem: (problem) => problems.push(problem),
      ...options,
    });
    running.push(client);
    return client;
  };
  const beatsOf = (): number => server.to(/CM-1\/status$/).length;

  beforeEach(async () => {
    stateDir = mkdtempSync(path.join(tmpdir(), 'machine-'));
    server = new ScriptedServer();
    baseUrl = await server.start();
    clock = new HastyClock();
    problems = [];
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((client) => client.stop()));
    await server.stop();
    rmSync(stateDir, { recursive: true });
  });

  it('registers with its enrolment token, keeps its own and speaks with that from then on', async () => {
    server.deviceToken = 'own-token';
    const client = await machine({ enrolmentToken: 'let-me-in' });
    client.start();
    await client.reportOrder(sale('A'));
    await until(() => server.orders.has('A'));
    expect(server.to(/register/)[0]?.headers['x-device-token']).toBe('let-me-in');
    expect(server.to(/create/)[0]?.headers).toMatchObject({
      'x-device-token': 'own-token',
      'x-device-id': 'CM-1',
    });
    const file = path.join(stateDir, 'identity.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ device_token: 'own-token' });
  });

  it('keeps the order of facts through failures of every passing kind, and loses none', async () => {
    let turn = 0;
    const faults = [
      refusal(503, 'SERVICE_UNAVAILABLE'),
      'drop',
      { status: 502, body: '<html>' },
      undefined,
    ] as const;
    server.script = ({ path: route }) => (/create|events/.test(route) ? faults[turn++ % 4] : undefined);
    const client = await machine();
    client.start();
    const ids = Array.from({ length: 12 }, (_, n) => `N${n}`);
    for (const id of ids) await client.reportOrder(sale(id));
    await until(() => client.queued === 0);
    expect(server.arrivals).toEqual(ids);
  });

  it('waits as long as Retry-After says', async () => {
    let isFirst = true;
    server.script = ({ path: route }) => {
      if (!/create/.test(route) || !isFirst) return undefined;
      isFirst = false;
      return {
        status: 429,
        headers: { 'retry-after': '7' },
        body: { ok: false, error: { code: 'RATE_LIMITED' } },
      };
    };
    const client = await machine();
    client.start();
    await client.reportOrder(sale('A'));
    await until(() => server.orders.has('A'));
    expect(clock.pauses).toContain(8000);
  });

  it('takes "already exists" for an answer when the first one was lost on the way', async () => {
    let isFirst = true;
    server.script = ({ path: route }) => {
      if (!/create/.test(route) || !isFirst) return undefined;
      isFirst = false;
      return 'drop';
    };
    const client = await machine();
    client.start();
    await client.reportOrder(sale('A'));
    await until(() => client.queued === 0);
    expect(server.orders.get('A')).toBe(2);
    expect(client.delivered).toBe(1);
  });

  it('parks what is refused by shape, tells of it and goes on', async () => {
    server.script = ({ body }) => (body.order_id === 'BAD' ? refusal(422, 'VALIDATION_ERROR') : undefined);
    const client = await machine();
    client.start();
    for (const id of ['BAD', 'A']) await client.reportOrder(sale(id));
    await until(() => client.queued === 0);
    expect(server.arrivals).toEqual(['A']);
    expect(problems).toContainEqual(expect.objectContaining({ kind: 'parked' }));
    expect(readFileSync(path.join(stateDir, 'parked.log'), 'utf8')).toContain('"order_id":"BAD"');
  });

  it('finds the one fact that spoils a batch', async () => {
    server.script = ({ path: route, body }) =>
      (route.endsWith('/events') && JSON.stringify(body).includes('BAD')) || body.order_id === 'BAD'
        ? refusal(422, 'VALIDATION_ERROR')
        : undefined;
    const client = await machine();
    for (const id of ['A', 'B', 'BAD', 'C', 'D']) await client.reportOrder(sale(id));
    client.start();
    await until(() => client.queued === 0);
    expect(server.arrivals).toEqual(['A', 'B', 'C', 'D']);
  });

  it('parks single events of a batch by their results', async () => {
    const client = await machine();
    for (const id of ['A', 'B', 'C']) await client.reportOrder(sale(id));
    await client.reportOrder({ ...sale('X'), spoiled: true } as never);
    client.start();
    await until(() => client.queued === 0);
    expect(server.arrivals).toEqual(['A', 'B', 'C']);
    expect(problems.filter((problem) => problem.kind === 'parked')).toHaveLength(1);
  });

  it('delivers after a crash what an earlier life left behind', async () => {
    server.script = () => refusal(503, 'SERVICE_UNAVAILABLE');
    const before = await machine();
    before.start();
    for (const id of ['A', 'B', 'C']) await before.reportOrder(sale(id));
    server.script = () => undefined;
    const after = await machine({ random: () => 0 });
    // The first life is not closed in order, it just says nothing any more.
    await before.stop();
    after.start();
    await until(() => after.queued === 0);
    expect(server.arrivals).toEqual(['A', 'B', 'C']);
  });

  it('waits, and drops nothing, while its token is refused', async () => {
    let isRefused = true;
    server.script = ({ path: route }) =>
      isRefused && /create/.test(route) ? refusal(401, 'UNAUTHORIZED') : undefined;
    const client = await machine();
    client.start();
    await client.reportOrder(sale('A'));
    await until(() => server.to(/create/).length >= 3);
    expect(client.queued).toBe(1);
    isRefused = false;
    await until(() => server.orders.has('A'));
  });

  it('registers again when the server does not know it any more', async () => {
    server.script = ({ path: route }) =>
      /create/.test(route) && server.to(/register/).length < 2 ? refusal(404, 'DEVICE_NOT_FOUND') : undefined;
    const client = await machine();
    client.start();
    await client.reportOrder(sale('A'));
    await until(() => server.orders.has('A'));
    expect(server.to(/register/)).toHaveLength(2);
  });

  it('runs a command the moment it is given, acknowledges it and reports the result', async () => {
    const client = await machine({ onCommand: async () => ({ status: 'success', payload: { cups: 1 } }) });
    client.start();
    await until(() => server.waitingPolls === 1);
    server.command({ command_id: 'c1', type: 'make_product', payload: { recipe_id: 1 } });
    await until(() => server.results.length === 1);
    expect(server.to(/c1\/ack$/)).toHaveLength(1);
    expect(server.results[0]).toMatchObject({
      command_id: 'c1',
      status: 'success',
      result_payload: { cups: 1 },
    });
  });

  it('answers a command that comes again with the first result and does not run it again', async () => {
    let runs = 0;
    const onCommand: CommandHandler = async () => {
      runs += 1;
      return { status: 'success' };
    };
    const client = await machine({ onCommand });
    client.start();
    server.command({ command_id: 'c1', type: 'make_product' });
    await until(() => server.results.length === 1);
    server.command({ command_id: 'c1', type: 'make_product' });
    await until(() => server.results.length === 2);
    expect(runs).toBe(1);
    expect(server.results[1]).toEqual(server.results[0]);
  });

  it('tells a failure of a physical command that a restart interrupted', async () => {
    const stuck = await machine({ onCommand: () => new Promise(() => undefined) });
    stuck.start();
    server.command({ command_id: 'c1', type: 'make_product' });
    await until(() => server.to(/c1\/ack$/).length === 1);
    await until(() => readFileSync(path.join(stateDir, 'commands.log'), 'utf8').includes('c1'));
    await stuck.stop();
    const next = await machine();
    next.start();
    await until(() => server.results.length === 1);
    expect(server.results[0]).toMatchObject({ command_id: 'c1', status: 'fail' });
  });

  it('answers "unsupported" without a handler', async () => {
    const client = await machine();
    client.start();
    server.command({ command_id: 'c1', type: 'dance' });
    await until(() => server.results.length === 1);
    expect(server.results[0]).toMatchObject({ status: 'unsupported' });
  });

  it('beats with its state and the readings of the moment, without the queue', async () => {
    const client = await machine({ heartbeatSeconds: 1, readings: () => ({ temperature: 91.5 }) });
    client.start();
    await until(() => beatsOf() >= 3);
    expect(server.to(/CM-1\/status$/)[0]?.body).toMatchObject({ status: 'online', temperature: 91.5 });
    expect([client.queued, client.isConnected]).toEqual([0, true]);
  });

  it('stops at once while a poll waits', async () => {
    const client = await machine();
    client.start();
    await until(() => server.waitingPolls === 1);
    const started = Date.now();
    await client.stop();
    running.length = 0;
    expect(Date.now() - started).toBeLessThan(1000);
  });
});
