import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { startApi, type TestApi } from '@coffee/testing/stack';
import fc from 'fast-check';

const BASE = '/api/v1/devices/BAD-1';
const ROUTES = ['status', 'materials/report', 'orders/create', 'orders/X/status', 'command_result', 'events'];
const ORDER = {
  order_id: 'N-1',
  device_ts: '2026-11-01T10:00:00Z',
  items: [{ product_id: 'p', name: 'n', qty: 1, unit_price: 10 }],
  total_price: 10,
  payment_method: 'wechat',
};

describe('bad input', () => {
  let api: TestApi;
  let machine: HttpClient;
  let admin: HttpClient;

  const stored = () =>
    api.database.dataSource.query<unknown[]>(
      `select (select count(*) from orders) as orders, (select count(*) from device_bins) as bins,
              (select count(*) from materials) as materials, (select count(*) from devices) as devices,
              (select count(*) from merchants) as merchants, (select md5(string_agg(d::text, '')) from devices d) as sum`,
    );

  beforeAll(async () => {
    api = await startApi({ env: { DEVICE_RATE_PER_MINUTE: '1000000' } });
    machine = new HttpClient(api.url);
    admin = new HttpClient(api.url);
    const make = new Factories(api.database.dataSource);
    await make.device({ deviceId: 'BAD-1' });
    const user = await make.user();
    await admin.signIn(user.email, TEST_PASSWORD);
  });
  afterAll(() => api.stop());

  const deep = (levels: number): string => `{"a":`.repeat(levels) + '1' + '}'.repeat(levels);

  it.each([
    ['truncated JSON', '{"status": "onl', 400, 'INVALID_FORMAT'],
    ['no JSON', 'status=online', 400, 'INVALID_FORMAT'],
    ['NaN', '{"status": "online", "temperature": NaN}', 400, 'INVALID_FORMAT'],
    ['an empty text', ' ', 400, 'INVALID_FORMAT'],
    ['deep nesting', `{"extra": ${deep(3000)}}`, 400, 'INVALID_FORMAT'],
    [
      'too many keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`k${n}`, n]))),
      400,
      'INVALID_FORMAT',
    ],
    ['ten megabytes', JSON.stringify({ status: 'x'.repeat(10_000_000) }), 413, 'PAYLOAD_TOO_LARGE'],
  ])('on a device route: %s', async (_what, body, status, code) => {
    const before = await stored();
    for (const route of ROUTES) {
      const reply = await machine.post(`${BASE}/${route}`, body);
      expect([route, reply.status, reply.body.error?.code]).toEqual([route, status, code]);
    }
    expect(await stored()).toEqual(before);
  });

  it.each([
    ['text/plain', 400],
    ['application/x-www-form-urlencoded', 400],
    ['application/xml', 400],
  ])('of the type %s', async (type, status) => {
    const reply = await machine.post(`${BASE}/status`, '{}', { 'content-type': type });
    expect([reply.status, reply.body.error?.code]).toEqual([status, 'INVALID_FORMAT']);
  });

  it.each([
    ['a negative price', { total_price: -1 }, 'total_price'],
    ['three decimals', { total_price: 1.005 }, 'total_price'],
    ['an endless amount', { total_price: 1e300 }, 'total_price'],
    ['half a cup', { items: [{ ...ORDER.items[0], qty: 1.5 }] }, 'items.0.qty'],
    ['minus one cup', { items: [{ ...ORDER.items[0], qty: -1 }] }, 'items.0.qty'],
    ['an item that is none', { items: [null] }, 'items.0'],
    ['no items', { items: [] }, 'items'],
    ['a strange id', { order_id: '../../etc/passwd' }, 'order_id'],
    ['an id of 101', { order_id: 'x'.repeat(101) }, 'order_id'],
    ['no real day', { device_ts: '2026-02-30T00:00:00Z' }, 'device_ts'],
    ['a number for a name', { items: [{ ...ORDER.items[0], name: 5 }] }, 'items.0.name'],
  ])('in an order names its field: %s', async (_what, change, field) => {
    const before = await stored();
    const reply = await machine.post(`${BASE}/orders/create`, { ...ORDER, ...change });
    expect([reply.status, reply.body.error?.code]).toEqual([422, 'VALIDATION_ERROR']);
    const issues = reply.body.error?.details?.validation_errors as { field: string }[];
    expect(issues.map((issue) => issue.field)).toContain(field);
    expect(await stored()).toEqual(before);
  });

  it('of unknown machines and strange ids', async () => {
    const status = { status: 'online', timestamp: '2026-11-01T10:00:00Z' };
    const unknown = await machine.post('/api/v1/devices/NOBODY/status', status);
    expect([unknown.status, unknown.body.error?.code]).toEqual([404, 'DEVICE_NOT_FOUND']);
    for (const id of ['%00', '..%2F..', '%F0%9F%98%80', 'a b', "x'--", 'x'.repeat(101)]) {
      const reply = await machine.post(
        `/api/v1/devices/${encodeURI(id).replace(/%25/g, '%')}/status`,
        status,
      );
      expect([id, [400, 404].includes(reply.status), reply.body.ok]).toEqual([id, true, false]);
    }
  });

  it('of any JSON never breaks a device route', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ROUTES, '../register'), fc.jsonValue(), async (route, value) => {
        const reply = await machine.post(
          route === '../register' ? '/api/v1/devices/register' : `${BASE}/${route}`,
          JSON.stringify(value),
        );
        expect(reply.status).toBeGreaterThanOrEqual(400);
        expect(reply.status).toBeLessThan(500);
        expect(reply.body.ok).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('with half a character, which no database can store, loses no fact', async () => {
    const half = '"\\ud800"';
    const timestamp = new Date().toISOString();
    const status = await machine.post(
      `${BASE}/status`,
      `{"status": "online", "timestamp": "${timestamp}", "wifi_ssid": ${half}, "extra": {"note": ${half}}}`,
    );
    expect(status.status).toBe(200);
    const order = await machine.post(
      `${BASE}/orders/create`,
      JSON.stringify({ ...ORDER, order_id: 'HALF' })
        .replace('"n"', half)
        .replace('"items":', `"meta": {"a": ${half}}, "items":`),
    );
    expect(order.status).toBe(201);
    const levels = await machine.post(
      `${BASE}/materials/report`,
      `{"timestamp": "${timestamp}", "materials": [{"bin_index": 1, "material_code": ${half}, "remaining": 1, "capacity": 2, "unit": "g"}]}`,
    );
    expect(levels.status).toBe(200);
  });

  it('with NUL characters is cleaned for machines and refused to people', async () => {
    const status = {
      status: 'online',
      timestamp: new Date().toISOString(),
      wifi_ssid: 'a\u0000b',
      extra: { note: 'c\u0000d' },
    };
    const reply = await machine.post(`${BASE}/status`, status);
    expect(reply.status).toBeLessThan(500);
    const named = await admin.post('/api/v1/merchants', { name: 'a\u0000b' });
    expect(named.status).toBeGreaterThanOrEqual(400);
    expect(named.status).toBeLessThan(500);
  });

  it.each([
    ['page=0', 'page'],
    ['page_size=201', 'page_size'],
    ['page=x', 'page'],
    ['status=dancing', 'status'],
    ['merchant_id=abc', 'merchant_id'],
    ['nonsense=1', 'nonsense'],
    ['sort=password_hash', 'sort'],
    ['cursor=%00', 'cursor'],
    ['low_material=maybe', 'low_material'],
    ['status=online&status=offline', 'status'],
    ['status[$ne]=online', 'status[$ne]'],
  ])('in a query is INVALID_ARGUMENT and names the field: %s', async (query, field) => {
    const reply = await admin.get(`/api/v1/devices?${query}`);
    expect([reply.status, reply.body.error?.code]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(JSON.stringify(reply.body.error?.details)).toContain(JSON.stringify(field).slice(1, -1));
  });

  it('finds percent signs and underscores as themselves', async () => {
    for (const query of ['%25', '_', '%5C', "'"]) {
      const reply = await admin.get<{ items: unknown[] }>(`/api/v1/devices?query=${query}`);
      expect([query, reply.status, reply.data.items]).toEqual([query, 200, []]);
    }
  });

  it('from people: unknown keys, wrong types and times without a zone', async () => {
    const before = await stored();
    const unknown = await admin.post('/api/v1/merchants', { name: 'x', id: 7, isAdmin: true });
    expect([unknown.status, unknown.body.error?.code]).toEqual([422, 'VALIDATION_ERROR']);
    const wrong = await admin.patch('/api/v1/devices/BAD-1', { alias: 5, tags: 'a', version: 3 });
    const issues = wrong.body.error?.details?.validation_errors as { field: string }[];
    expect(issues.map((issue) => issue.field).sort()).toEqual(
      expect.arrayContaining(['alias', 'tags', 'version']),
    );
    const zoneless = await admin.get('/api/v1/orders?from=2026-11-01T00:00:00');
    expect([zoneless.status, zoneless.body.error?.code]).toEqual([400, 'INVALID_ARGUMENT']);
    const twice = await admin.post('/api/v1/merchants', '{"name": "a", "name": "b", "contact": 3}');
    expect(twice.status).toBeGreaterThanOrEqual(400);
    const polluted = await admin.post('/api/v1/merchants', '{"__proto__": {"name": "x"}}');
    expect(polluted.status).toBeGreaterThanOrEqual(400);
    expect(await stored()).toEqual(before);
  });

  it('to routes that do not exist is answered in the envelope', async () => {
    for (const [method, path] of [
      ['GET', '/api/v1/nothing'],
      ['POST', '/api/v1/devices'],
      ['DELETE', '/api/v1/devices/BAD-1'],
      ['GET', '/api/nothing'],
    ] as const) {
      const reply = await admin.send(method, path);
      expect([path, reply.status, reply.body.ok]).toEqual([path, 404, false]);
      expect(JSON.stringify(reply.body)).not.toMatch(/node_modules|select |at \//);
    }
  });
});
