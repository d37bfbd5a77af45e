import { SearchHit } from '@coffee/contract/search';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

describe('search over HTTP', () => {
  let api: TestApi;
  let viewer: HttpClient;

  beforeAll(async () => {
    api = await startApi();
    const make = new Factories(api.database.dataSource);
    const merchant = await make.merchant();
    const other = await make.merchant();
    await make.device({ deviceId: 'FIND-ME', alias: 'Lobby', merchantId: merchant.id });
    await make.device({ deviceId: 'FIND-ME-NOT', merchantId: other.id });
    const user = await make.user({ role: 'viewer', merchantId: merchant.id, name: 'Find Me Too' });
    viewer = new HttpClient(api.url);
    await viewer.signIn(user.email, TEST_PASSWORD);
  });
  afterAll(() => api.stop());

  const find = (q: string) => viewer.get<SearchHit[]>(`/api/v1/search?q=${encodeURIComponent(q)}`);

  it('finds what is within reach, in its shape, and no people for a viewer', async () => {
    const { status, data } = await find('find me');
    expect(status).toBe(200);
    expect(data).toEqual([]);
    const hits = (await find(' FIND-me ')).data;
    expect(hits.flatMap((hit) => misfits(SearchHit, hit))).toEqual([]);
    expect(hits.map(({ kind, id }) => [kind, id])).toEqual([['device', 'FIND-ME']]);
  });

  it('refuses what is too short, too long, missing or unknown, and names the field', async () => {
    for (const query of ['q=a', `q=${'x'.repeat(101)}`, '', 'q=%20%20a%20']) {
      const reply = await viewer.get(`/api/v1/search?${query}`);
      expect([query, reply.status, reply.body.error?.code]).toEqual([query, 400, 'INVALID_ARGUMENT']);
      expect(JSON.stringify(reply.body.error?.details)).toContain('"q"');
    }
    expect((await viewer.get('/api/v1/search?q=abc&kind=device')).status).toBe(400);
  });

  it('takes quotes, backslashes, NUL and wildcards without harm', async () => {
    for (const q of [`'; drop table devices; --`, '\\\\', '%_', 'a\u0000b', '💥💥'])
      expect([q, [200, 400].includes((await find(q)).status)]).toEqual([q, true]);
    expect((await find('FIND-ME')).data).toHaveLength(1);
  });
});
