import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { startApi, type TestApi } from '@coffee/testing/stack';
import { allOperations, fill, type Operation } from './routes';

/** What everybody does with what is theirs alone. */
const OWN = ['/auth/logout', '/auth/password', '/saved_views', '/saved_views/{id}'];

describe('every route', () => {
  let api: TestApi;
  let operations: Operation[];
  const clients: Record<'viewer' | 'admin' | 'nobody', HttpClient> = {} as never;

  const people = (): Operation[] =>
    operations.filter((operation) => !operation.isDevice && !operation.isPublic);
  const writes = (): Operation[] => people().filter((operation) => operation.method !== 'GET');
  const own = (path: string): boolean => OWN.some((end) => path.endsWith(end));

  const checksum = async (): Promise<string> => {
    const tables = [
      'merchants',
      'locations',
      'users',
      'devices',
      'enrolment_tokens',
      'orders',
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
    const merchant = await make.merchant();
    for (const role of ['viewer', 'admin'] as const) {
      const person = await make.user({ role, merchantId: merchant.id });
      clients[role] = new HttpClient(api.url);
      expect((await clients[role].signIn(person.email, TEST_PASSWORD)).status).toBe(200);
    }
    clients.nobody = new HttpClient(api.url);
    operations = await allOperations(clients.admin);
    expect(operations.length).toBeGreaterThan(40);
  });
  afterAll(() => api.stop());

  it('that is not for everybody answers 401 without a session', async () => {
    for (const { method, template } of people()) {
      const { status, body } = await clients.nobody.send(method, fill(template, {}));
      expect([method, template, status, body.error?.code]).toEqual([method, template, 401, 'UNAUTHORIZED']);
    }
  });

  it('that writes is refused to a viewer', async () => {
    for (const { method, template } of writes().filter((operation) => !own(operation.template))) {
      const { status, body } = await clients.viewer.send(method, fill(template, {}), {});
      expect([template, status, body.error?.code]).toEqual([template, 403, 'FORBIDDEN']);
    }
  });

  it('that writes needs the CSRF token, and refuses what another site sends', async () => {
    const cookie = String(clients.admin.sessionCookie);
    const before = await checksum();
    for (const { method, template } of writes()) {
      const path = fill(template, {});
      const bare = await clients.nobody.send(method, path, {}, { cookie });
      expect([template, bare.status, bare.body.error?.code]).toEqual([template, 403, 'FORBIDDEN']);
      const wrong = await clients.nobody.send(method, path, {}, { cookie, 'x-csrf-token': 'wrong' });
      expect([template, wrong.status]).toEqual([template, 403]);
    }
    expect(await checksum()).toBe(before);
  });

  it('answers the envelope with a request id', async () => {
    for (const { template } of people().filter(({ method, isStream }) => method === 'GET' && !isStream)) {
      const { body, headers } = await clients.admin.send('GET', fill(template, {}));
      expect(headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
      // A file stands for itself.
      if (headers.get('content-disposition')?.startsWith('attachment')) continue;
      expect([template, typeof body.ok]).toEqual([template, 'boolean']);
      if (!body.ok) expect(body.error?.request_id).toBe(headers.get('x-request-id'));
    }
  });
});
