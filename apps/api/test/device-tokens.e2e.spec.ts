import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { startApi, type TestApi } from '@coffee/testing/stack';

const status = () => ({ status: 'online', timestamp: new Date().toISOString() });

describe('with device tokens on', () => {
  let api: TestApi;
  let http: HttpClient;
  let admin: HttpClient;
  let merchantId: number;

  beforeAll(async () => {
    api = await startApi({ env: { ENABLE_DEVICE_TOKEN: 'true' } });
    http = new HttpClient(api.url);
    admin = new HttpClient(api.url);
    const make = new Factories(api.database.dataSource);
    merchantId = (await make.merchant()).id;
    const user = await make.user();
    await admin.signIn(user.email, TEST_PASSWORD);
  });
  afterAll(() => api.stop());

  const enrolment = async (uses = 10): Promise<string> => {
    const reply = await admin.post<{ token: string }>('/api/v1/enrolment_tokens', {
      merchant_id: merchantId,
      uses,
    });
    return reply.data.token;
  };
  const register = (device_id: string, token?: string) =>
    http.post<{ device_token?: string; provisioning: unknown }>(
      '/api/v1/devices/register',
      { device_id, model: 'CoffeePro-A', firmware_version: '1' },
      token === undefined ? {} : { 'x-device-token': token },
    );
  const say = (id: string, token?: string) =>
    http.post(
      `/api/v1/devices/${id}/status`,
      status(),
      token === undefined ? {} : { 'x-device-token': token },
    );

  it('a machine enrols into its merchant, gets a token once, and speaks with it', async () => {
    const first = await register('T-1', await enrolment());
    expect(first.status).toBe(201);
    expect(first.data.provisioning).toEqual({ merchant_id: merchantId, needs_binding: false });
    const token = String(first.data.device_token);
    expect(first.body.device_token).toBe(token);
    expect((await say('T-1', token)).status).toBe(200);
    const again = await register('T-1', token);
    expect([again.status, again.data.device_token]).toEqual([200, undefined]);
  });

  it('nobody gets a token by naming a known id', async () => {
    const token = String((await register('T-2', await enrolment())).data.device_token);
    await say('T-2', token);
    for (const wrong of [undefined, 'nonsense', await enrolment()]) {
      const reply = await register('T-2', wrong);
      expect([reply.status, reply.data?.device_token]).toEqual([401, undefined]);
    }
  });

  it('a machine whose first answer was lost may enrol again until it speaks', async () => {
    const enrol = await enrolment();
    await register('T-3', enrol);
    const second = await register('T-3', enrol);
    expect(second.status).toBe(200);
    expect((await say('T-3', String(second.data.device_token))).status).toBe(200);
  });

  it('every route refuses no token, a wrong one, and another machine\u2019s', async () => {
    const token = String((await register('T-4', await enrolment())).data.device_token);
    const other = String((await register('T-5', await enrolment())).data.device_token);
    const routes: [string, string, unknown][] = [
      ['POST', 'status', status()],
      ['POST', 'materials/report', {}],
      ['POST', 'orders/create', {}],
      ['POST', 'orders/X/status', {}],
      ['GET', 'commands/pending', undefined],
      ['POST', 'commands/a5154ba3-0456-4155-85e2-39e291af8865/ack', {}],
      ['POST', 'command_result', {}],
      ['POST', 'events', {}],
    ];
    for (const [method, route, body] of routes) {
      for (const presented of [undefined, '', 'wrong', other, `${token}x`]) {
        const headers: Record<string, string> =
          presented === undefined ? {} : { 'x-device-token': presented };
        const reply = await http.send(method, `/api/v1/devices/T-4/${route}`, body, headers);
        expect([route, presented, reply.status, reply.body.error?.code]).toEqual([
          route,
          presented,
          401,
          'UNAUTHORIZED',
        ]);
      }
    }
    expect((await say('NOBODY', token)).status).toBe(401);
  });

  it('a replaced token stays good for its grace, and no longer', async () => {
    const old = String((await register('T-6', await enrolment())).data.device_token);
    const graced = await admin.post<{ device_token: string }>('/api/v1/devices/T-6/token', {
      grace_seconds: 3600,
    });
    const fresh = graced.data.device_token;
    for (const token of [old, fresh]) expect((await say('T-6', token)).status).toBe(200);
    const final = await admin.post<{ device_token: string }>('/api/v1/devices/T-6/token', {
      grace_seconds: 0,
    });
    for (const token of [old, fresh]) expect((await say('T-6', token)).status).toBe(401);
    expect((await say('T-6', final.data.device_token)).status).toBe(200);
  });

  it('an enrolment token serves as often as it says, also in a race', async () => {
    const enrol = await enrolment(3);
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, index) => register(`RACE-${index}`, enrol)),
    );
    expect(replies.filter((reply) => reply.status === 201)).toHaveLength(3);
    expect(replies.filter((reply) => reply.status === 401)).toHaveLength(5);
  });

  it('no token stands in the database as it is', async () => {
    const enrol = await enrolment();
    const token = String((await register('T-7', enrol)).data.device_token);
    const dump = JSON.stringify(
      await api.database.dataSource.query(
        'select to_jsonb(t) from device_tokens t union all select to_jsonb(e) from enrolment_tokens e union all select to_jsonb(a) from audit_entries a',
      ),
    );
    expect(dump).not.toContain(token);
    expect(dump).not.toContain(enrol);
  });
});
