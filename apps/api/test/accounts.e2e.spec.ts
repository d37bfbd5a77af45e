import { LoginAnswer, Session } from '@coffee/contract/auth';
import { User } from '@coffee/contract/users';
import type { UserEntity } from '@coffee/data/entities';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const ME = '/api/v1/auth/me';

describe('accounts', () => {
  let api: TestApi;
  let make: Factories;
  let root: UserEntity;

  const client = (): HttpClient => new HttpClient(api.url);
  const signedIn = async (user: UserEntity): Promise<HttpClient> => {
    const http = client();
    expect((await http.signIn(user.email, TEST_PASSWORD)).status).toBe(200);
    return http;
  };

  beforeAll(async () => {
    api = await startApi();
    make = new Factories(api.database.dataSource);
    root = await make.user({ role: 'admin' });
  });
  afterAll(() => api.stop());

  it('signs in with a cookie no script can read, and a new session id', async () => {
    const http = client();
    const forged = 'sid=s%3Aforged.signature';
    const reply = await http.post<LoginAnswer>(
      '/api/v1/auth/login',
      { email: root.email.toUpperCase(), password: TEST_PASSWORD },
      { cookie: forged },
    );
    expect(reply.status).toBe(200);
    expect(misfits(LoginAnswer, reply.data)).toEqual([]);
    const cookie = String(reply.headers.get('set-cookie'));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).not.toContain('forged');
    const me = await http.get<Session>(ME);
    expect(misfits(Session, me.data)).toEqual([]);
    expect(JSON.stringify(me.body)).not.toMatch(/password|hash/i);
  });

  it('answers a wrong e-mail and a wrong password alike', async () => {
    const [email, password] = await Promise.all([
      client().signIn('nobody@example.com', TEST_PASSWORD),
      client().signIn(root.email, 'wrong-password'),
    ]);
    expect([email.status, password.status]).toEqual([401, 401]);
    expect(email.body.error?.message).toBe(password.body.error?.message);
    expect(email.body.error?.code).toBe('UNAUTHORIZED');
  });

  it('closes the door to one e-mail after ten failures, and to nobody else', async () => {
    const victim = await make.user();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect((await client().signIn(victim.email, 'wrong-password')).status).toBe(401);
    }
    const closed = await client().signIn(victim.email, TEST_PASSWORD);
    expect([closed.status, closed.body.error?.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(0);
    await signedIn(root);
  });

  it('ends the session on the server at sign-out', async () => {
    const http = await signedIn(root);
    const cookie = String(http.sessionCookie);
    expect((await http.post('/api/v1/auth/logout')).status).toBe(200);
    expect((await client().get(ME, { cookie })).status).toBe(401);
  });

  it('ends the other sessions when the password changes', async () => {
    const user = await make.user();
    const [here, there] = [await signedIn(user), await signedIn(user)];
    const wrong = await here.post('/api/v1/auth/password', {
      current_password: 'no',
      new_password: 'Another-horse-2',
    });
    expect(wrong.status).toBeGreaterThanOrEqual(400);
    expect((await there.get(ME)).status).toBe(200);
    const changed = await here.post('/api/v1/auth/password', {
      current_password: TEST_PASSWORD,
      new_password: 'Another-horse-2',
    });
    expect(changed.status).toBe(200);
    expect((await here.get(ME)).status).toBe(200);
    expect((await there.get(ME)).status).toBe(401);
    expect((await client().signIn(user.email, 'Another-horse-2')).status).toBe(200);
  });

  it('shuts out a disabled user at once', async () => {
    const user = await make.user({ role: 'ops' });
    const [admin, theirs] = [await signedIn(root), await signedIn(user)];
    expect((await admin.patch(`/api/v1/users/${user.id}`, { active: false })).status).toBe(200);
    expect((await theirs.get(ME)).status).toBe(401);
    expect((await client().signIn(user.email, TEST_PASSWORD)).status).toBe(401);
  });

  it('creates, lists and changes users, and knows duplicates by e-mail in any case', async () => {
    const admin = await signedIn(root);
    const wanted = { email: 'New.Person@example.com', name: 'New', role: 'viewer', password: TEST_PASSWORD };
    const created = await admin.post<User>('/api/v1/users', wanted);
    expect(created.status).toBe(201);
    expect(misfits(User, created.data)).toEqual([]);
    expect((await admin.post('/api/v1/users', { ...wanted, email: 'new.person@EXAMPLE.com' })).status).toBe(
      409,
    );
    const listed = await admin.get<{ items: User[] }>('/api/v1/users?query=new.person');
    expect(listed.data.items.map((user) => user.id)).toEqual([created.data.id]);
    const unknown = await admin.post('/api/v1/users', {
      ...wanted,
      email: 'x@example.com',
      merchant_id: 999_999,
    });
    expect(unknown.body.error?.details).toMatchObject({ validation_errors: [{ field: 'merchant_id' }] });
  });

  it('tells the second of two editors that the first was faster', async () => {
    const admin = await signedIn(root);
    const { id } = await make.user();
    const { data } = await admin.get<User>(`/api/v1/users/${id}`);
    const mine = { 'if-match': `"${data.version}"` };
    expect((await admin.patch(`/api/v1/users/${id}`, { name: 'First' }, mine)).status).toBe(200);
    const second = await admin.patch(`/api/v1/users/${id}`, { name: 'Second' }, mine);
    expect([second.status, second.body.error?.code]).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await admin.get<User>(`/api/v1/users/${id}`)).data.name).toBe('First');
  });

  it('never loses the last administrator', async () => {
    const admin = await signedIn(root);
    await api.database.dataSource.query(`update users set active = false where role = 'admin' and id <> $1`, [
      root.id,
    ]);
    for (const change of [{ active: false }, { role: 'viewer' }]) {
      const reply = await admin.patch(`/api/v1/users/${root.id}`, change);
      expect([reply.status, reply.body.error?.code]).toEqual([409, 'CONFLICT']);
    }
  });

  it('leaves an audit entry for every change, without secrets', async () => {
    const rows = await api.database.dataSource.query<{ action: string }[]>(
      'select * from audit_entries order by id',
    );
    const actions = new Set(rows.map((row) => row.action));
    for (const action of ['auth.login', 'auth.login_failed', 'user.created', 'user.updated'])
      expect(actions).toContain(action);
    expect(JSON.stringify(rows)).not.toMatch(/argon2|Correct-horse|Another-horse/);
  });
});
