import { DataModule } from '@coffee/data/data.module';
import { AuditEntryEntity, InvitationEntity, UserEntity } from '@coffee/data/entities';
import { Clock } from '@coffee/platform/clock';
import { Config, ConfigModule, loadConfig } from '@coffee/platform/config';
import { type Actor, actingFor, cliActor } from '@coffee/platform/context';
import { LiveModule } from '@coffee/platform/live';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { PasswordHasher, SignInService } from '../auth';
import { InvitationsService, UsersModule, UsersReader, UsersService } from './index';
import { DisabledUser, InvitationOver, UserNotFound } from './users.errors';

const root: Actor = cliActor('root');
const visit = { ip: '192.0.2.7', requestId: 'r1' };
const HOUR_MS = 3_600_000;

class MovableClock extends Clock {
  at = new Date();
  now(): Date {
    return this.at;
  }
}

@Global()
@Module({ providers: [{ provide: Clock, useClass: MovableClock }], exports: [Clock] })
class MovableClockModule {}

describe('InvitationsService', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let factories: Factories;
  let users: UsersService;
  let invitations: InvitationsService;
  let clock: MovableClock;
  let made = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    factories = new Factories(database.dataSource);
    app = await Test.createTestingModule({
      imports: [
        ConfigModule.of(Object.assign(Object.create(Config.prototype) as Config, loadConfig())),
        MovableClockModule,
        LiveModule,
        DataModule.forRoot({ url: database.url, poolSize: 8, applicationName: 'spec' }),
        UsersModule,
      ],
    }).compile();
    await app.init();
    [users, invitations, clock] = [app.get(UsersService), app.get(InvitationsService), app.get(Clock)];
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });
  beforeEach(() => {
    clock.at = new Date();
  });

  const tokenOf = ({ url }: { url: string }): string => new URL(url).hash.slice(1);
  const invite = async (actor = root) => {
    const email = `new${(made += 1)}@example.com`;
    const user = await users.create(actor, { email, name: 'New Person', role: 'ops' });
    if (!user.invitation) throw new Error('no invitation');
    return { ...user, token: tokenOf(user.invitation) };
  };
  const rowOf = (id: number) => database.dataSource.manager.findOneByOrFail(UserEntity, { id });
  const auditOf = (id: number) =>
    database.dataSource.manager.find(AuditEntryEntity, {
      where: { targetType: 'user', targetId: String(id) },
      order: { id: 'asc' },
    });

  it('makes an account without a password and a link whose secret is stored nowhere', async () => {
    const user = await invite();
    expect(user.token).toMatch(/^inv_[A-Za-z0-9_-]{43}$/);
    expect(user).toMatchObject({ invited: true, active: true });
    expect((await rowOf(user.id)).passwordHash).toBeNull();
    const stored = await database.dataSource.query<unknown[]>(
      'select i.*, encode(i.token_hash, $1) as hex from invitations i',
      ['escape'],
    );
    const entries = await auditOf(user.id);
    expect(entries.map(({ action }) => action)).toEqual(['user.invited']);
    expect(JSON.stringify([stored, entries])).not.toContain(user.token.slice(4));
  });

  it('lets nobody sign in before a password is set, in the same words as a wrong password', async () => {
    const { email } = await invite();
    const attempt = app.get(SignInService).signIn({ email, password: TEST_PASSWORD }, visit);
    await expect(attempt).rejects.toThrow('The e-mail or the password is wrong');
  });

  it('says whose link it is, takes a password once and is then over', async () => {
    const user = await invite();
    expect(await invitations.lookUp(user.token)).toMatchObject({
      email: user.email,
      role: 'ops',
      merchant_name: null,
      purpose: 'welcome',
    });
    await invitations.accept(user.token, 'Quite-new-1', visit);
    const { passwordHash } = await rowOf(user.id);
    await expect(app.get(PasswordHasher).verify(passwordHash ?? '', 'Quite-new-1')).resolves.toBe(true);
    await expect(invitations.lookUp(user.token)).rejects.toThrow(InvitationOver);
    await expect(invitations.accept(user.token, 'Quite-other-1', visit)).rejects.toThrow(InvitationOver);
    const last = (await auditOf(user.id)).at(-1);
    expect(last).toMatchObject({ action: 'user.password_set', actorId: user.id, ip: visit.ip });
    expect(await app.get(UsersReader).get(root, user.id)).toMatchObject({
      invited: false,
      invited_until: null,
    });
  });

  it('takes one of several passwords that come at once by the same link', async () => {
    const user = await invite();
    const outcomes = await Promise.allSettled(
      ['Quite-new-1', 'Quite-new-2', 'Quite-new-3'].map((word) =>
        invitations.accept(user.token, word, visit),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('is over after its time, when it is withdrawn, replaced, or the account is disabled', async () => {
    const late = await invite();
    clock.at = new Date(clock.at.getTime() + 72 * HOUR_MS);
    await expect(invitations.lookUp(late.token)).rejects.toThrow(InvitationOver);

    const withdrawn = await invite();
    await invitations.withdraw(root, withdrawn.id);
    await invitations.withdraw(root, withdrawn.id);
    await expect(invitations.accept(withdrawn.token, 'Quite-new-1', visit)).rejects.toThrow(InvitationOver);
    expect((await auditOf(withdrawn.id)).map(({ action }) => action)).toEqual([
      'user.invited',
      'user.invitation_withdrawn',
    ]);

    const replaced = await invite();
    const again = await invitations.invite(root, replaced.id, 1);
    expect(Date.parse(again.expires_at)).toBe(clock.at.getTime() + HOUR_MS);
    await expect(invitations.lookUp(replaced.token)).rejects.toThrow(InvitationOver);
    await expect(invitations.lookUp(tokenOf(again))).resolves.toMatchObject({ email: replaced.email });

    await users.update(root, replaced.id, { active: false });
    await expect(invitations.lookUp(tokenOf(again))).rejects.toThrow(InvitationOver);
    await expect(invitations.invite(root, replaced.id)).rejects.toThrow(DisabledUser);
  });

  it('resets a forgotten password and ends the sessions, while the old one stays good until then', async () => {
    const user = await factories.user({ role: 'viewer' });
    await database.dataSource.query(
      `insert into sessions (sid, sess, expire) values ('open', $1, now() + interval '1 hour')`,
      [JSON.stringify({ passport: { user: user.id } })],
    );
    const token = tokenOf(await invitations.invite(root, user.id));
    expect(await invitations.lookUp(token)).toMatchObject({ purpose: 'reset' });
    await app.get(SignInService).signIn({ email: user.email, password: TEST_PASSWORD }, visit);
    await invitations.accept(token, 'Quite-new-1', visit);
    const left = await database.dataSource.query('select 1 from sessions where user_id = $1', [user.id]);
    expect(left).toEqual([]);
    const old = app.get(SignInService).signIn({ email: user.email, password: TEST_PASSWORD }, visit);
    await expect(old).rejects.toThrow('wrong');
  });

  it('is closed by a password that an administrator sets', async () => {
    const user = await invite();
    await users.update(root, user.id, { password: 'Set-by-admin-1' });
    await expect(invitations.lookUp(user.token)).rejects.toThrow(InvitationOver);
  });

  it('keeps administrators of one merchant among their people', async () => {
    const [ours, theirs] = [await factories.merchant(), await factories.merchant()];
    const stranger = await factories.user({ role: 'ops', merchantId: theirs.id });
    const bound = actingFor(root, ours.id);
    await expect(invitations.invite(bound, stranger.id)).rejects.toThrow(UserNotFound);
    await expect(invitations.withdraw(bound, stranger.id)).rejects.toThrow(UserNotFound);
    const own = await invite(bound);
    expect(await invitations.lookUp(own.token)).toMatchObject({ merchant_name: ours.name });
    await database.dataSource.query(`update merchants set status = 'inactive' where id = $1`, [ours.id]);
    await expect(invitations.lookUp(own.token)).rejects.toThrow(InvitationOver);
    expect(await database.dataSource.manager.countBy(InvitationEntity, { userId: stranger.id })).toBe(0);
  });

  it('takes nothing that is no link at all', async () => {
    for (const token of ['', 'inv_', `inv_${'A'.repeat(43)}`, `enr_${'A'.repeat(43)}`])
      await expect(invitations.lookUp(token)).rejects.toThrow(InvitationOver);
  });
});
