import { randomUUID } from 'node:crypto';
import { loadConfig } from '@coffee/platform/config';
import { EventStream } from '@coffee/testing/event-stream';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { startApi, type TestApi } from '@coffee/testing/stack';

/** A Redis database of its own: events of other specs would be heard here too. */
function ownRedis(): string {
  const url = new URL(loadConfig().redisUrl);
  url.pathname = '/13';
  return url.toString();
}

describe('live events over HTTP', () => {
  let api: TestApi;
  let factories: Factories;
  let machines: HttpClient;
  let everyone: HttpClient;
  let ours: HttpClient;
  const open: EventStream[] = [];
  let sold = 0;

  const stream = async (path: string, who: HttpClient, headers: Record<string, string> = {}) => {
    const made = await EventStream.open(api.url + path, { cookie: who.sessionCookie ?? '', ...headers });
    open.push(made);
    return made;
  };
  const sell = async (device: string): Promise<string> => {
    const order_id = `L-${(sold += 1)}`;
    const reply = await machines.post(`/api/v1/devices/${device}/orders/create`, {
      order_id,
      device_ts: new Date().toISOString(),
      items: [{ product_id: 'latte', name: 'Latte', qty: 1, unit_price: 10 }],
      total_price: 10,
      payment_method: 'wechat',
      payment_status: 'paid',
    });
    expect(reply.status).toBe(201);
    return order_id;
  };
  const signedIn = async (merchantId: number | null): Promise<HttpClient> => {
    const client = new HttpClient(api.url);
    const user = await factories.user({ merchantId, role: 'viewer' });
    await client.signIn(user.email, TEST_PASSWORD);
    return client;
  };

  beforeAll(async () => {
    api = await startApi({ env: { REDIS_URL: ownRedis() } });
    factories = new Factories(api.database.dataSource);
    machines = new HttpClient(api.url);
    const [mine, other] = [await factories.merchant(), await factories.merchant()];
    await factories.device({ deviceId: 'OURS', merchantId: mine.id });
    await factories.device({ deviceId: 'THEIRS', merchantId: other.id });
    everyone = await signedIn(null);
    ours = await signedIn(mine.id);
  });
  afterEach(() => {
    for (const made of open.splice(0)) made.close();
  });
  afterAll(() => api.stop());

  it('begins with one raw frame that no envelope wraps', async () => {
    const live = await stream('/sse/stream?topics=devices,orders', everyone);
    expect(live.response.statusCode).toBe(200);
    expect(live.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    await live.heard('connected');
    expect(live.text).toMatch(
      /^retry: 3000\nid: \d+-\d+\nevent: connected\ndata: \{"topics":\["devices","orders"\],"time":"[^"]+Z"\}\n\n$/,
    );
  });

  it('tells a sale at once, with an id of the stream, once', async () => {
    const live = await stream('/sse/stream?topics=orders', everyone);
    await live.heard('connected');
    const id = await sell('OURS');
    await eventually('the sale is told', () =>
      live.named('order.created').some((event) => event.data.order_id === id),
    );
    const [event] = live.named('order.created').filter((told) => told.data.order_id === id);
    expect(event?.id).toMatch(/^\d+-\d+$/);
    expect(event?.data).toMatchObject({ device_id: 'OURS', total_price: 10, payment_status: 'paid' });
  });

  it("keeps another merchant's events and other topics away", async () => {
    const [mine, all, devices] = await Promise.all([
      stream('/sse/stream', ours),
      stream('/sse/stream', everyone),
      stream('/sse/devices', ours),
    ]);
    await Promise.all([mine, all, devices].map((live) => live.heard('connected')));
    const theirs = await sell('THEIRS');
    const own = await sell('OURS');
    await machines.post('/api/v1/devices/OURS/status', {
      status: 'online',
      timestamp: new Date().toISOString(),
    });
    await devices.heard('device.status');
    await eventually('our sale arrived', () => mine.text.includes(own));
    await eventually('both sales arrived', () => all.text.includes(own) && all.text.includes(theirs));
    expect(mine.text).not.toContain(theirs);
    expect(mine.text).not.toContain('THEIRS');
    expect(devices.text).not.toContain('order.created');
  });

  it('replays what was missed after a reconnect, by header or by query, without a gap or a repetition', async () => {
    const first = await stream('/sse/stream?topics=orders', ours);
    await first.heard('connected');
    await sell('OURS');
    const lastId = (await first.heard('order.created')).at(-1)?.id ?? '';
    first.close();
    const missed = [await sell('OURS'), await sell('OURS')];
    await sell('THEIRS');

    for (const [query, headers] of [
      ['', { 'last-event-id': lastId }],
      [`&last_event_id=${lastId}`, {}],
    ] as const) {
      const second = await stream(`/sse/stream?topics=orders${query}`, ours, headers);
      await second.heard('order.created', missed.length);
      const after = await sell('OURS');
      await eventually('the next sale follows', () => second.text.includes(after));
      expect(second.named('order.created').map((event) => event.data.order_id)).toEqual([...missed, after]);
      expect(second.named('connected')[0]?.id).toBe(lastId);
      expect(second.named('reset')).toEqual([]);
      missed.push(after);
    }
  });

  it('says reset when nobody can tell what was missed', async () => {
    for (const lastId of ['1-1', 'not-an-id', '99999999999999-0']) {
      const live = await stream(`/sse/stream?last_event_id=${lastId}`, ours);
      await live.heard('reset');
      expect(live.events.map((event) => event.event)).toEqual(['connected', 'reset']);
      const id = await sell('OURS');
      await eventually('the stream goes on', () => live.text.includes(id));
    }
  });

  it.each([
    ['without a session', '/sse/stream', false, 401, 'UNAUTHORIZED'],
    ['for an unknown topic', '/sse/stream?topics=devices,weather', true, 400, 'INVALID_ARGUMENT'],
    ['for a batch that is no UUID', '/sse/dispatch/7', true, 400, 'INVALID_ARGUMENT'],
    ['for a batch that is not there', `/sse/dispatch/${randomUUID()}`, true, 404, 'NOT_FOUND'],
    ['for an unknown path', '/sse/nothing', true, 404, 'NOT_FOUND'],
  ])('answers the envelope of an error %s', async (_name, path, known, status, code) => {
    const reply = await (known ? everyone : new HttpClient(api.url)).get(path);
    expect([reply.status, reply.body.error?.code]).toEqual([status, code]);
    expect(reply.headers.get('content-type')).toContain('application/json');
  });

  it('opens a stream for one batch that hears nothing else', async () => {
    const batchId = '6b1d6a56-7a4e-4c43-9d5c-2d1c6c1e8f10';
    await api.database.dataSource.query(
      `insert into command_batches (batch_id, type, created_by) values ($1, 'sync', 'spec')`,
      [batchId],
    );
    const batch = await stream(`/sse/dispatch/${batchId}`, everyone);
    const all = await stream('/sse/stream', everyone);
    await Promise.all([batch.heard('connected'), all.heard('connected')]);
    await sell('OURS');
    await all.heard('order.created');
    expect(batch.named('order.created')).toEqual([]);
  });

  it('counts its browsers', async () => {
    const live = await stream('/sse/stream', everyone);
    await live.heard('connected');
    const page = async (): Promise<string> => (await fetch(`${api.url}/metrics`)).text();
    await eventually('the browser is counted', async () => /^sse_clients [1-9]/m.test(await page()));
    live.close();
    await eventually('the browser is gone', async () => /^sse_clients 0$/m.test(await page()));
  });

  it('ends its streams first when it stops, and tells them when to come back', async () => {
    const live = await stream('/sse/stream', everyone);
    await live.heard('connected');
    expect(await api.program.stop()).toBe(0);
    expect(live.ended).toBe(true);
    expect(live.text).toMatch(/retry: \d{4,5}\n\n$/);
  });
});

describe('live events switched off', () => {
  it('answers 404', async () => {
    const api = await startApi({ env: { ENABLE_SSE: 'false' } });
    const client = new HttpClient(api.url);
    const user = await new Factories(api.database.dataSource).user();
    await client.signIn(user.email, TEST_PASSWORD);
    expect((await client.get('/sse/stream')).status).toBe(404);
    await api.stop();
  });
});
