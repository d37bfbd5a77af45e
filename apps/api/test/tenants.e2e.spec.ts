import type { RefundAnswer } from '@coffee/contract/refunds';
import type { DeviceEntity, MerchantEntity } from '@coffee/data/entities';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { startApi, type TestApi } from '@coffee/testing/stack';
import { allOperations, fill, type Operation } from './routes';

/** Stands in every name of the other merchant's world: it must not appear in any answer. */
const CANARY = 'zzcanary';

interface World {
  merchant: MerchantEntity;
  device: DeviceEntity;
  locationId: number;
  userId: number;
  sessionId: string;
  tokenId: number;
  orderId: string;
  alarmId: number;
  refundId: string;
}

describe('every route', () => {
  let api: TestApi;
  let operations: Operation[];
  let theirs: World;
  let ourMerchant: MerchantEntity;
  const clients: Record<'stranger' | 'viewer' | 'boundAdmin' | 'nobody', HttpClient> = {} as never;

  const people = (): Operation[] =>
    operations.filter((operation) => !operation.isDevice && !operation.isPublic);
  const writes = (): Operation[] => people().filter((operation) => operation.method !== 'GET');
  const OWN = [
    '/auth/logout',
    '/auth/password',
    '/auth/sessions',
    '/auth/sessions/{session_id}',
    '/saved_views',
    '/saved_views/{id}',
  ];
  /** What everybody does with what is theirs alone. */
  const own = (path: string): boolean => OWN.some((end) => path.endsWith(end));

  /** Their ids, by what stands before the parameter. */
  const idsOf = ({ template }: Operation): Record<string, string | number> => {
    const [, feature = ''] = /\/api\/v1\/([a-z_]+)/.exec(template) ?? [];
    const ids: Record<string, string | number> = {
      devices: theirs.device.deviceId,
      orders: theirs.orderId,
      users: theirs.userId,
      merchants: theirs.merchant.id,
      locations: theirs.locationId,
      enrolment_tokens: theirs.tokenId,
      alarms: theirs.alarmId,
      refunds: theirs.refundId,
    };
    const id = ids[feature];
    return id === undefined ? {} : { id, bin_index: 0, session_id: theirs.sessionId };
  };

  const checksum = async (): Promise<string> => {
    const tables = [
      'merchants',
      'locations',
      'users',
      'invitations',
      'devices',
      'device_tokens',
      'enrolment_tokens',
      'orders',
      'refunds',
      'device_bins',
      'stock_movements',
      'alarms',
      'alarm_events',
      'alarm_rules',
    ];
    const parts = tables.map(
      (table) =>
        `select '${table}' as name, md5(string_agg(t::text, '|' order by t::text)) as sum from ${table} t`,
    );
    return JSON.stringify(await api.database.dataSource.query(parts.join(' union all ')));
  };

  beforeAll(async () => {
    api = await startApi();
    const make = new Factories(api.database.dataSource);
    const merchant = await make.merchant({ name: `${CANARY} merchant` });
    ourMerchant = await make.merchant({ name: 'Ours' });
    const location = await make.location(merchant, { name: `${CANARY} place` });
    const device = await make.device({
      deviceId: `${CANARY}-1`,
      merchantId: merchant.id,
      locationId: location.id,
    });
    const user = await make.user({ merchantId: merchant.id, name: `${CANARY} person` });
    const machine = new HttpClient(api.url);
    const order = await machine.post(`/api/v1/devices/${device.deviceId}/orders/create`, {
      order_id: `${CANARY}-order`,
      device_ts: new Date().toISOString(),
      items: [{ product_id: 'p', name: `${CANARY} latte`, qty: 1, unit_price: 10 }],
      total_price: 10,
      payment_method: 'corp',
      payment_status: 'paid',
    });
    expect(order.status).toBe(201);
    const levels = await machine.post(`/api/v1/devices/${device.deviceId}/materials/report`, {
      timestamp: new Date().toISOString(),
      materials: [{ bin_index: 0, material_code: 'BEAN_A', remaining: 500, capacity: 1000, unit: 'g' }],
    });
    expect(levels.status).toBe(200);
    const platform = await make.user({ role: 'admin' });
    const root = new HttpClient(api.url);
    await root.signIn(platform.email, TEST_PASSWORD);
    const refund = await root.post<RefundAnswer>(`/api/v1/orders/${CANARY}-order/manual_refund`, {
      reason: 'quality',
      note: CANARY,
    });
    expect(refund.status).toBe(202);
    const token = await root.post<{ id: number }>('/api/v1/enrolment_tokens', {
      merchant_id: merchant.id,
      note: CANARY,
    });
    expect(token.status).toBe(201);
    const [alarm] = await api.database.dataSource.query<{ id: number }[]>(
      `insert into alarms (type, slot, device_id, merchant_id, location_id, severity, data, first_at, last_at, opened_at)
       values ('device_fault', '', $1, $2, $3, 'critical', $4, now(), now(), now()) returning id`,
      [device.deviceId, merchant.id, location.id, { error: CANARY }],
    );
    expect((await root.post(`/api/v1/users/${user.id}/invitation`, {})).status).toBe(201);
    expect((await new HttpClient(api.url).signIn(user.email, TEST_PASSWORD)).status).toBe(200);
    const sessions = await root.get<{ id: string }[]>(`/api/v1/users/${user.id}/sessions`);
    theirs = {
      merchant,
      device,
      locationId: location.id,
      userId: user.id,
      sessionId: sessions.data[0]?.id ?? '',
      tokenId: token.data.id,
      orderId: `${CANARY}-order`,
      alarmId: Number(alarm?.id),
      refundId: refund.data.refund.refund_id,
    };
    const roles = { stranger: 'ops', viewer: 'viewer', boundAdmin: 'admin' } as const;
    for (const [name, role] of Object.entries(roles)) {
      const person = await make.user({ role, merchantId: ourMerchant.id });
      const client = new HttpClient(api.url);
      expect((await client.signIn(person.email, TEST_PASSWORD)).status).toBe(200);
      clients[name as keyof typeof roles] = client;
    }
    clients.nobody = new HttpClient(api.url);
    operations = await allOperations(root);
    expect(operations.length).toBeGreaterThan(40);
  });
  afterAll(() => api.stop());

  it('that is not for everybody answers 401 without a session', async () => {
    for (const operation of people()) {
      const { status, body } = await clients.nobody.send(
        operation.method,
        fill(operation.template, idsOf(operation)),
      );
      const got = [operation.method, operation.template, status, body.error?.code];
      expect(got).toEqual([operation.method, operation.template, 401, 'UNAUTHORIZED']);
    }
  });

  it('hides another merchant: nothing but 403, 404 and refusals by shape, and no trace in any answer', async () => {
    const before = await checksum();
    for (const name of ['stranger', 'viewer', 'boundAdmin'] as const) {
      for (const operation of people().filter(({ template, isStream }) => !own(template) && !isStream)) {
        const path = fill(operation.template, idsOf(operation));
        const body =
          operation.method === 'GET' || operation.method === 'DELETE'
            ? undefined
            : { merchant_id: theirs.merchant.id };
        const reply = await clients[name].send(operation.method, path, body);
        const at = `${name} ${operation.method} ${path} -> ${reply.status}`;
        if (operation.template.includes('{') && Object.keys(idsOf(operation)).length > 0) {
          expect([at, [403, 404, 422].includes(reply.status)]).toEqual([at, true]);
        } else {
          expect([at, reply.status < 500]).toEqual([at, true]);
        }
        const said = JSON.stringify(reply.body)
          .replaceAll(path, '')
          .replaceAll(String(theirs.device.deviceId), 'ECHO')
          .replaceAll(theirs.orderId, 'ECHO');
        expect([at, said.includes(CANARY)]).toEqual([at, false]);
      }
    }
    expect(await checksum()).toBe(before);
  });

  it('that is filtered by another merchant shows and counts nothing', async () => {
    for (const list of ['devices', 'orders', 'refunds', 'locations', 'alarms', 'refills', 'stock/drift']) {
      const reply = await clients.stranger.get<{ items: unknown[]; pagination: { total: number } }>(
        `/api/v1/${list}?merchant_id=${theirs.merchant.id}`,
      );
      if (reply.status === 404) continue;
      expect([list, reply.data.items, reply.data.pagination.total]).toEqual([list, [], 0]);
    }
    expect(
      (await clients.stranger.get(`/api/v1/dashboard/summary?merchant_id=${theirs.merchant.id}`)).status,
    ).toBe(404);
  });

  it('that writes is refused to a viewer', async () => {
    for (const operation of writes().filter(({ template }) => !own(template))) {
      const { status, body } = await clients.viewer.send(
        operation.method,
        fill(operation.template, idsOf(operation)),
        {},
      );
      expect([operation.template, status, body.error?.code]).toEqual([operation.template, 403, 'FORBIDDEN']);
    }
  });

  it('that writes needs the CSRF token, and refuses what another site sends', async () => {
    const cookie = String(clients.boundAdmin.sessionCookie);
    const before = await checksum();
    for (const operation of writes()) {
      const path = fill(operation.template, {});
      const bare = await clients.nobody.send(operation.method, path, {}, { cookie });
      expect([operation.template, bare.status, bare.body.error?.code]).toEqual([
        operation.template,
        403,
        'FORBIDDEN',
      ]);
      const wrong = await clients.nobody.send(
        operation.method,
        path,
        {},
        { cookie, 'x-csrf-token': 'wrong' },
      );
      expect([operation.template, wrong.status]).toEqual([operation.template, 403]);
    }
    expect(await checksum()).toBe(before);
  });

  it('answers the envelope with a request id', async () => {
    for (const operation of people().filter(({ method, isStream }) => method === 'GET' && !isStream)) {
      const { body, headers } = await clients.stranger.send(
        'GET',
        fill(operation.template, idsOf(operation)),
      );
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
      // A file stands for itself.
      if (headers.get('content-disposition')?.startsWith('attachment')) continue;
      expect([operation.template, typeof body.ok]).toEqual([operation.template, 'boolean']);
      if (!body.ok) expect(body.error?.request_id).toBe(headers.get('x-request-id'));
    }
  });
});
