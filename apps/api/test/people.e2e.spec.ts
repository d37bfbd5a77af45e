import { Session } from '@coffee/contract/auth';
import {
  CreatedUser,
  Invitation,
  InvitationFacts,
  SessionsEnded,
  User,
  UserSession,
} from '@coffee/contract/users';
import type { UserEntity } from '@coffee/data/entities';
import { loadConfig } from '@coffee/platform/config';
import { EventStream } from '@coffee/testing/event-stream';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const ME = '/api/v1/auth/me';
const LOOKUP = '/api/v1/invitations/lookup';
const ACCEPT = '/api/v1/invitations/accept';

/** A Redis database of its own: events of other specs would be heard here too. */
function ownRedis(): string {
  const url = new URL(loadConfig().redisUrl);
  url.pathname = '/12';
  return url.toString();
}

describe('people and where they are signed in', () => {
  let api: TestApi;
  let make: Factories;
  let admin: HttpClient;
  const open: EventStream[] = [];

  const signedIn = async (user: UserEntity): Promise<HttpClient> => {
    const http = new HttpClient(api.url);
    expect((await http.signIn(user.email, TEST_PASSWORD)).status).toBe(200);
    return http;
  };
  const listen = async (who: HttpClient): Promise<EventStream> => {
    const stream = await EventStream.open(`${api.url}/sse/stream?topics=orders`, {
      cookie: who.sessionCookie ?? '',
    });
    open.push(stream);
    await stream.heard('connected');
    return stream;
  };
  const tokenOf = ({ url }: Invitation): string => new URL(url).hash.slice(1);

  beforeAll(async () => {
    api = await startApi({ env: { REDIS_URL: ownRedis() } });
    make = new Factories(api.database.dataSource);
    admin = await signedIn(await make.user({ role: 'admin' }));
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });
  afterAll(() => api.stop());

  it('invites without a password: a link that a stranger uses once', async () => {
    const wanted = { email: 'new.one@example.com', name: 'New One', role: 'viewer' };
    const created = await admin.post<CreatedUser>('/api/v1/users', wanted);
    expect([created.status, misfits(CreatedUser, created.data)]).toEqual([201, []]);
    const token = tokenOf(created.data.invitation as Invitation);
    const { id } = created.data;
    expect((await admin.get<User>(`/api/v1/users/${id}`)).data.invited_until).not.toBeNull();
    expect(JSON.stringify((await admin.get(`/api/v1/users/${id}`)).body)).not.toContain(token);

    const stranger = new HttpClient(api.url);
    const facts = await stranger.post<InvitationFacts>(LOOKUP, { token });
    expect([facts.status, misfits(InvitationFacts, facts.data)]).toEqual([200, []]);
    const short = await stranger.post(ACCEPT, { token, password: 'short' });
    expect(short.body.error?.details).toMatchObject({ validation_errors: [{ field: 'password' }] });
    expect((await stranger.post(ACCEPT, { token, password: 'Quite-new-1' })).status).toBe(200);
    for (const path of [LOOKUP, ACCEPT]) {
      const body = path === LOOKUP ? { token } : { token, password: 'Quite-other-1' };
      expect((await stranger.post(path, body)).body.error?.code).toBe('NOT_FOUND');
    }
    expect((await stranger.signIn(wanted.email, 'Quite-new-1')).status).toBe(200);
    const me = await stranger.get<Session>(ME);
    expect(me.data.user).toMatchObject({ role: 'viewer', invited: false });
    expect((await admin.get<User>(`/api/v1/users/${id}`)).data.last_login_at).not.toBeNull();
  });

  it('re-invites and withdraws', async () => {
    const wanted = { email: 'late.one@example.com', name: 'Late One', role: 'ops' };
    const { data } = await admin.post<CreatedUser>('/api/v1/users', wanted);
    const again = await admin.post<Invitation>(`/api/v1/users/${data.id}/invitation`, { valid_hours: 1 });
    expect([again.status, misfits(Invitation, again.data)]).toEqual([201, []]);
    const bad = await admin.post(`/api/v1/users/${data.id}/invitation`, { valid_hours: 0 });
    expect(bad.body.error?.details).toMatchObject({ validation_errors: [{ field: 'valid_hours' }] });
    const stranger = new HttpClient(api.url);
    expect((await stranger.post(LOOKUP, { token: tokenOf(again.data) })).status).toBe(200);
    expect((await admin.delete(`/api/v1/users/${data.id}/invitation`)).status).toBe(200);
    expect((await stranger.post(LOOKUP, { token: tokenOf(again.data) })).status).toBe(404);
  });

  it('lists sessions by browser and address, and never their secret', async () => {
    const user = await make.user({ role: 'ops' });
    const here = await signedIn(user);
    const there = new HttpClient(api.url);
    await there.post(
      '/api/v1/auth/login',
      { email: user.email, password: TEST_PASSWORD },
      { 'user-agent': 'Spec/1.0 (a test)' },
    );
    const own = await here.get<UserSession[]>('/api/v1/auth/sessions');
    expect(own.data.flatMap((session) => misfits(UserSession, session))).toEqual([]);
    expect(own.data.map(({ current }) => current).sort()).toEqual([false, true]);
    expect(own.data.find(({ current }) => !current)).toMatchObject({ user_agent: 'Spec/1.0 (a test)' });
    expect(own.data[0]?.ip).toMatch(/127\.0\.0\.1/);
    const seen = await admin.get<UserSession[]>(`/api/v1/users/${user.id}/sessions`);
    expect(new Set(seen.data.map(({ id }) => id))).toEqual(new Set(own.data.map(({ id }) => id)));
    expect(seen.data.map(({ current }) => current)).toEqual([false, false]);
    const rows = await api.database.dataSource.query<{ sid: string }[]>('select sid from sessions');
    for (const { sid } of rows) expect(JSON.stringify([own.body, seen.body])).not.toContain(sid);
  });

  it('ends one of two sessions: its stream closes at once with the reason, the other goes on', async () => {
    const user = await make.user({ role: 'ops' });
    const [here, there] = [await signedIn(user), await signedIn(user)];
    const [kept, cut] = [await listen(here), await listen(there)];
    const { data } = await there.get<UserSession[]>('/api/v1/auth/sessions');
    const id = data.find(({ current }) => current)?.id ?? '';
    const started = Date.now();
    const reply = await admin.delete<SessionsEnded>(`/api/v1/users/${user.id}/sessions/${id}`);
    expect([reply.status, misfits(SessionsEnded, reply.data)]).toEqual([200, []]);
    await cut.heard('session.ended');
    expect(Date.now() - started).toBeLessThan(5_000);
    expect((await there.get(ME)).status).toBe(401);
    expect((await here.get(ME)).status).toBe(200);
    expect(kept.named('session.ended')).toEqual([]);
    expect((await admin.delete(`/api/v1/users/${user.id}/sessions/${id}`)).status).toBe(404);
  });

  it('reaches the streams of every other process', async () => {
    const other = await api.another();
    const user = await make.user({ role: 'viewer' });
    const theirs = await signedIn(user);
    const stream = await EventStream.open(`${other.url}/sse/stream?topics=orders`, {
      cookie: theirs.sessionCookie ?? '',
    });
    open.push(stream);
    await stream.heard('connected');
    expect((await admin.delete(`/api/v1/users/${user.id}/sessions`)).status).toBe(200);
    await stream.heard('session.ended');
    await eventually('the stream is closed', () => stream.ended);
  });

  it.each([
    ['a changed role', { role: 'viewer' }],
    ['a password that was set', { password: 'Another-horse-2' }],
    ['a disabled account', { active: false }],
  ])('closes the streams of %s at once', async (_what, change) => {
    const user = await make.user({ role: 'ops' });
    const theirs = await signedIn(user);
    const stream = await listen(theirs);
    expect((await admin.patch(`/api/v1/users/${user.id}`, change)).status).toBe(200);
    await stream.heard('session.ended');
    expect((await theirs.get(ME)).status).toBe(401);
  });

  it('lets people end their own other sessions, and nobody else’s', async () => {
    const user = await make.user({ role: 'viewer' });
    const other = await signedIn(await make.user({ role: 'viewer' }));
    const [here, there] = [await signedIn(user), await signedIn(user)];
    const theirs = await other.get<UserSession[]>('/api/v1/auth/sessions');
    expect((await here.delete(`/api/v1/auth/sessions/${theirs.data[0]?.id}`)).status).toBe(404);
    expect((await here.delete('/api/v1/auth/sessions/none')).body.error?.code).toBe('INVALID_ARGUMENT');
    const ended = await here.delete<SessionsEnded>('/api/v1/auth/sessions');
    expect(ended.data.ended).toBe(1);
    expect((await there.get(ME)).status).toBe(401);
    expect([(await here.get(ME)).status, (await other.get(ME)).status]).toEqual([200, 200]);
  });

  it('keeps an administrator of one merchant away from the sessions of others', async () => {
    const [ours, theirs] = [await make.merchant(), await make.merchant()];
    const bound = await signedIn(await make.user({ role: 'admin', merchantId: ours.id }));
    const stranger = await make.user({ role: 'ops', merchantId: theirs.id });
    const held = await signedIn(stranger);
    const path = `/api/v1/users/${stranger.id}/sessions`;
    expect((await bound.get(path)).status).toBe(404);
    expect((await bound.delete(path)).status).toBe(404);
    expect((await held.get(ME)).status).toBe(200);
  });

  it('audits every one of these deeds without a secret', async () => {
    const rows = await api.database.dataSource.query<{ action: string }[]>('select * from audit_entries');
    const actions = new Set(rows.map(({ action }) => action));
    for (const action of [
      'user.invited',
      'user.invitation_withdrawn',
      'user.password_set',
      'user.session_ended',
      'user.sessions_ended',
    ])
      expect(actions).toContain(action);
    expect(JSON.stringify(rows)).not.toMatch(/inv_[A-Za-z0-9_-]{43}|Quite-new|Another-horse|argon2/);
  });

  it('moves the last sign of life, and the end, when a session is used again', async () => {
    const user = await make.user({ role: 'viewer' });
    const http = await signedIn(user);
    await api.database.dataSource.query(
      `update sessions set last_seen_at = now() - interval '1 hour', expire = now() + interval '1 minute' where user_id = $1`,
      [user.id],
    );
    await http.get(ME);
    await eventually('the session lives on', async () => {
      const [row] = await api.database.dataSource.query<{ fresh: boolean }[]>(
        `select last_seen_at > now() - interval '1 minute' and expire > now() + interval '11 hours' as fresh
         from sessions where user_id = $1`,
        [user.id],
      );
      return row?.fresh === true;
    });
  });
});
