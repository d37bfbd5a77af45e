import { SavedView } from '@coffee/contract/saved-views';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const VIEWS = '/api/v1/saved_views';

describe('saved views over HTTP', () => {
  let api: TestApi;
  const people: Record<'li' | 'wang' | 'stranger' | 'guest', HttpClient> = {} as never;

  beforeAll(async () => {
    api = await startApi();
    const make = new Factories(api.database.dataSource);
    const [ours, theirs] = [(await make.merchant()).id, (await make.merchant()).id];
    for (const [name, merchantId, role] of [
      ['li', ours, 'ops'],
      ['wang', ours, 'viewer'],
      ['stranger', theirs, 'admin'],
      ['guest', ours, 'viewer'],
    ] as const) {
      const client = new HttpClient(api.url);
      const { email } = await make.user({ role, merchantId, name });
      expect((await client.signIn(email, TEST_PASSWORD)).status).toBe(200);
      people[name] = client;
    }
  });
  afterAll(() => api.stop());
  beforeEach(() => api.database.dataSource.query('truncate saved_views'));

  const save = async (person: HttpClient, name: string, more: object = {}) => {
    const body = { list: 'orders', name, query: 'payment_status=paid&sort=-total_price', ...more };
    const reply = await person.post<SavedView>(VIEWS, body);
    expect(reply.status).toBe(201);
    return reply.data;
  };
  const namesOf = async (person: HttpClient) =>
    (await person.get<SavedView[]>(`${VIEWS}?list=orders`)).data.map((view) => `${view.owner}: ${view.name}`);

  it('are kept for each person, and seen by others of the merchant only when they are shared', async () => {
    const own = await save(people.li, 'Paid');
    expect(misfits(SavedView, own)).toEqual([]);
    expect(own).toMatchObject({ is_own: true, shared: false });
    await save(people.li, 'Dear', { shared: true });
    await save(people.wang, 'Mine');
    expect(await namesOf(people.li)).toHaveLength(2);
    expect(await namesOf(people.wang)).toEqual(['wang: Mine', 'li: Dear']);
    expect(await namesOf(people.stranger)).toEqual([]);
  });

  it('are changed and deleted by their owner alone: to others they are not there', async () => {
    const { id } = await save(people.li, 'Dear', { shared: true });
    for (const person of [people.wang, people.stranger]) {
      expect((await person.patch(`${VIEWS}/${id}`, { name: 'Cheap' })).status).toBe(404);
      expect((await person.delete(`${VIEWS}/${id}`)).status).toBe(404);
    }
    const changed = await people.li.patch<SavedView>(`${VIEWS}/${id}`, { name: 'Cheap', query: '' });
    expect(changed.data).toMatchObject({ name: 'Cheap', query: '', shared: true, version: 2 });
    expect((await people.li.delete(`${VIEWS}/${id}`)).status).toBe(200);
    expect(await namesOf(people.li)).toEqual([]);
  });

  it('are shared by those who work here, and not by a viewer', async () => {
    const body = { list: 'orders', name: 'Mine', query: '' };
    const refused = await people.guest.post(VIEWS, { ...body, shared: true });
    expect([refused.status, refused.body.error?.code]).toEqual([403, 'FORBIDDEN']);
    const { id } = await save(people.guest, 'Mine');
    expect((await people.guest.patch(`${VIEWS}/${id}`, { shared: true })).status).toBe(403);
    expect(await namesOf(people.li)).toEqual([]);
  });

  it('keep one name each, and no change is lost to another window', async () => {
    await save(people.li, 'Paid');
    const twin = await people.li.post(VIEWS, { list: 'orders', name: 'Paid', query: '' });
    expect([twin.status, twin.body.error?.details?.['field']]).toEqual([409, 'name']);
    const { id } = await save(people.li, 'Other');
    expect((await people.li.patch(`${VIEWS}/${id}`, { name: 'Paid' })).status).toBe(409);
    const stale = await people.li.patch(`${VIEWS}/${id}`, { name: 'New' }, { 'If-Match': '"7"' });
    expect(stale.status).toBe(412);
  });

  it.each([
    [{ list: 'secrets', name: 'x', query: '' }, 'list'],
    [{ list: 'orders', name: '', query: '' }, 'name'],
    [{ list: 'orders', name: 'x', query: 'a=<script>' }, 'query'],
  ])('are refused when they are none: %j', async (body, field) => {
    const reply = await people.li.post(VIEWS, body);
    expect([reply.status, JSON.stringify(reply.body.error?.details)]).toEqual([
      422,
      expect.stringContaining(field),
    ]);
  });

  it('end at fifty', async () => {
    await api.database.dataSource.query(
      `insert into saved_views (user_id, merchant_id, list, name, query)
       select id, merchant_id, 'orders', 'v' || n, '' from users, generate_series(1, 50) n where name = 'wang'`,
    );
    const reply = await people.wang.post(VIEWS, { list: 'orders', name: 'one more', query: '' });
    expect([reply.status, reply.body.error?.details]).toEqual([409, { max: 50 }]);
  });
});
