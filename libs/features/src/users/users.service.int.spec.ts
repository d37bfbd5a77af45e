import { DataModule } from '@coffee/data/data.module';
import { AuditEntryEntity, MerchantEntity, UserEntity } from '@coffee/data/entities';
import { ClockModule } from '@coffee/platform/clock';
import { Config, ConfigModule, loadConfig } from '@coffee/platform/config';
import { type Actor, actingFor, cliActor } from '@coffee/platform/context';
import { PreconditionFailed, ValidationFailed } from '@coffee/platform/errors';
import { LiveModule } from '@coffee/platform/live';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Test, type TestingModule } from '@nestjs/testing';
import { PasswordHasher } from '../auth';
import { DEFAULT_SETTINGS } from '../merchants';
import { EmailTaken, LastAdmin, UserNotFound } from './users.errors';
import { UsersModule } from './users.module';
import { UsersReader } from './users.reader';
import { UsersService } from './users.service';

const root: Actor = cliActor('root');
const password = 'Correct-horse-1';

describe('UsersService', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let users: UsersService;
  let reader: UsersReader;
  let passwords: PasswordHasher;
  let shop: number;
  let other: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await Test.createTestingModule({
      imports: [
        ConfigModule.of(Object.assign(Object.create(Config.prototype) as Config, loadConfig())),
        ClockModule,
        LiveModule,
        DataModule.forRoot({ url: database.url, poolSize: 4, applicationName: 'spec' }),
        UsersModule,
      ],
    }).compile();
    await app.init();
    passwords = app.get(PasswordHasher);
    [users, reader] = [app.get(UsersService), app.get(UsersReader)];
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  beforeEach(async () => {
    await database.dataSource.query('truncate users, merchants, sessions, devices cascade');
    const merchants = database.dataSource.getRepository(MerchantEntity);
    shop = (await merchants.save({ name: 'Shop', settings: DEFAULT_SETTINGS })).id;
    other = (await merchants.save({ name: 'Other', settings: DEFAULT_SETTINGS })).id;
  });

  const make = (
    email: string,
    role: 'admin' | 'ops' | 'viewer' = 'admin',
    merchant_id: number | null = null,
  ) => users.create(root, { email, name: 'Somebody', role, merchant_id, password });
  const signIn = (userId: number, sid: string) =>
    database.dataSource.query(
      `insert into sessions (sid, sess, expire) values ($1, $2, now() + interval '1 hour')`,
      [sid, JSON.stringify({ passport: { user: userId } })],
    );
  const sessionsOf = async (userId: number): Promise<string[]> =>
    (
      await database.dataSource.query<{ sid: string }[]>(
        'select sid from sessions where user_id = $1 order by sid',
        [userId],
      )
    ).map((row) => row.sid);

  it('stores the e-mail in lower case and the password as an Argon2id hash', async () => {
    const user = await make('Ann@Example.com');
    expect(user).toMatchObject({ email: 'ann@example.com', active: true, version: 1 });
    const row = await database.dataSource.getRepository(UserEntity).findOneByOrFail({ id: user.id });
    expect(row.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await expect(passwords.verify(row.passwordHash ?? '', password)).resolves.toBe(true);
    await expect(passwords.verify(row.passwordHash ?? '', 'another')).resolves.toBe(false);
  });

  it('refuses an e-mail that another user has, in whatever case', async () => {
    await make('ann@example.com');
    await expect(make('ANN@example.com')).rejects.toThrow(EmailTaken);
  });

  it('refuses a merchant that does not exist and names the field', async () => {
    const attempt = make('ann@example.com', 'ops', other + 1000);
    await expect(attempt).rejects.toThrow(ValidationFailed);
    await expect(attempt).rejects.toMatchObject({ issues: [{ field: 'merchant_id', rule: 'exists' }] });
  });

  it('keeps the last active administrator', async () => {
    const admin = await make('ann@example.com');
    await expect(users.update(root, admin.id, { role: 'ops' })).rejects.toThrow(LastAdmin);
    await expect(users.update(root, admin.id, { active: false })).rejects.toThrow(LastAdmin);
    await expect(users.update(root, admin.id, { merchant_id: shop })).rejects.toThrow(LastAdmin);
    await expect(users.update(root, admin.id, { name: 'Ann B.', role: 'admin' })).resolves.toMatchObject({
      name: 'Ann B.',
    });
  });

  it('does not take an administrator of one merchant for a substitute of one who sees all', async () => {
    const admin = await make('ann@example.com');
    await make('bob@example.com', 'admin', shop);
    await expect(users.update(root, admin.id, { active: false })).rejects.toThrow(LastAdmin);
  });

  it('does not take an administrator who was only invited for one who can let others in', async () => {
    const admin = await make('ann@example.com');
    const invited = await users.create(root, { email: 'bob@example.com', name: 'Bob', role: 'admin' });
    expect(invited).toMatchObject({ invited: true, active: true });
    await expect(users.update(root, admin.id, { active: false })).rejects.toThrow(LastAdmin);
    await expect(users.update(root, invited.id, { role: 'viewer' })).resolves.toMatchObject({
      role: 'viewer',
    });
  });

  it('lets only one of two administrators who disable each other succeed', async () => {
    for (let round = 0; round < 5; round++) {
      const [ann, bob] = [await make(`ann${round}@example.com`), await make(`bob${round}@example.com`)];
      await database.dataSource.query('update users set active = false where id <> all($1)', [
        [ann.id, bob.id],
      ]);
      const outcomes = await Promise.allSettled([
        users.update(root, bob.id, { active: false }),
        users.update(root, ann.id, { role: 'viewer' }),
      ]);
      expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
      const refusal = outcomes.find((outcome) => outcome.status === 'rejected');
      expect(refusal?.reason).toBeInstanceOf(LastAdmin);
    }
  });

  it('ends the sessions of a user who loses rights or gets a password, and of nobody else', async () => {
    await make('root@example.com');
    for (const change of [
      { role: 'viewer' },
      { active: false },
      { merchant_id: shop },
      { password: 'Another-horse-2' },
    ] as const) {
      const user = await make(`user-${Object.keys(change)[0]}@example.com`, 'ops');
      const bystander = await make(`bystander-${Object.keys(change)[0]}@example.com`, 'ops');
      await signIn(user.id, `u-${user.id}`);
      await signIn(bystander.id, `b-${bystander.id}`);
      await users.update(root, user.id, change);
      expect(await sessionsOf(user.id)).toEqual([]);
      expect(await sessionsOf(bystander.id)).toEqual([`b-${bystander.id}`]);
    }
  });

  it('keeps the sessions of a user who is only renamed', async () => {
    const user = await make('ann@example.com');
    await signIn(user.id, 'kept');
    await users.update(root, user.id, { name: 'Ann B.', role: 'admin', active: true });
    expect(await sessionsOf(user.id)).toEqual(['kept']);
  });

  it('refuses a change of a version that is gone and counts versions up', async () => {
    const user = await make('ann@example.com');
    const renamed = await users.update(root, user.id, { name: 'Ann B.' }, user.version);
    expect(renamed.version).toBe(user.version + 1);
    await expect(users.update(root, user.id, { name: 'Ann C.' }, user.version)).rejects.toThrow(
      PreconditionFailed,
    );
  });

  it('hides the users of other merchants from an administrator of one', async () => {
    const bound = actingFor(root, shop);
    const foreign = await make('foreign@example.com', 'ops', other);
    const unbound = await make('unbound@example.com');
    const own = await make('own@example.com', 'ops', shop);
    await expect(reader.get(bound, foreign.id)).rejects.toThrow(UserNotFound);
    await expect(users.update(bound, unbound.id, { name: 'Mine' })).rejects.toThrow(UserNotFound);
    expect((await reader.list(bound, {})).items.map((user) => user.id)).toEqual([own.id]);
    expect((await reader.list(root, {})).pagination.total).toBe(3);
  });

  it('lets an administrator of one merchant make users of that merchant alone', async () => {
    const bound = actingFor(root, shop);
    const input = { name: 'New', role: 'viewer', password } as const;
    const made = await users.create(bound, { ...input, email: 'new@example.com' });
    expect(made.merchant_id).toBe(shop);
    for (const merchant_id of [other, null]) {
      await expect(users.create(bound, { ...input, email: 'x@example.com', merchant_id })).rejects.toThrow(
        ValidationFailed,
      );
      await expect(users.update(bound, made.id, { merchant_id })).rejects.toThrow(ValidationFailed);
    }
  });

  it('writes what changed into the audit trail, without the password', async () => {
    const user = await make('ann@example.com');
    await users.update(root, user.id, { name: 'Ann B.', password: 'Another-horse-2' });
    const entries = await database.dataSource
      .getRepository(AuditEntryEntity)
      .find({ where: { targetType: 'user', targetId: String(user.id) }, order: { id: 'asc' } });
    expect(entries.map((entry) => entry.action)).toEqual(['user.created', 'user.updated']);
    expect(entries[1]).toMatchObject({
      before: { name: 'Somebody', password: '[masked]' },
      after: { name: 'Ann B.', password: '[masked]' },
      actorName: 'root',
      source: 'cli',
    });
    expect(JSON.stringify(entries)).not.toContain('argon2');
  });
});
