import { AuditEntryEntity, type UserEntity } from '@coffee/data/entities';
import { RateLimited, Unauthorized } from '@coffee/platform/errors';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { AuditTrail } from '../audit';
import { AccountsReader } from './accounts.reader';
import { LoginThrottle } from './login-throttle';
import { PasswordHasher } from './password-hasher';
import { SignInService } from './sign-in.service';

const visit = { ip: '192.0.2.1', requestId: 'r1' };

class CountingHasher extends PasswordHasher {
  verified = 0;

  override verify(hash: string, password: string): Promise<boolean> {
    this.verified += 1;
    return super.verify(hash, password);
  }
}

describe('SignInService', () => {
  let database: TestDatabase;
  let factories: Factories;
  let passwords: CountingHasher;
  let service: SignInService;
  let user: UserEntity;

  beforeAll(async () => {
    database = await createTestDatabase();
    factories = new Factories(database.dataSource);
  });
  afterAll(() => database.drop());

  beforeEach(async () => {
    await database.dataSource.query('truncate login_attempts');
    user = await factories.user();
    passwords = new CountingHasher();
    const { db } = database;
    const audit = new AuditTrail(db);
    service = new SignInService(db, new AccountsReader(db), passwords, new LoginThrottle(db), audit);
  });

  const signIn = (email: string, password: string, ip = visit.ip) =>
    service.signIn({ email, password }, { ...visit, ip });
  const refusal = (work: Promise<unknown>): Promise<Error> =>
    work.then(
      () => new Error('let in'),
      (error: unknown) => error as Error,
    );
  const fail = async (times: number, email: string, ip = visit.ip): Promise<Error[]> => {
    const errors: Error[] = [];
    for (let time = 0; time < times; time += 1) errors.push(await refusal(signIn(email, 'wrong', ip)));
    return errors;
  };

  it('knows an account by its e-mail in any case and hands out no hash', async () => {
    const account = await signIn(user.email.toUpperCase(), TEST_PASSWORD);
    expect(account).toMatchObject({ id: user.id, role: user.role });
    expect(account).not.toHaveProperty('passwordHash');
  });

  it('answers a wrong password, a wrong e-mail and a disabled account alike, each after one hash', async () => {
    const merchant = await factories.merchant({ status: 'inactive' });
    const disabled = await factories.user({ active: false });
    const ofClosedShop = await factories.user({ merchantId: merchant.id });
    const errors = [
      await refusal(signIn(user.email, 'wrong')),
      await refusal(signIn('nobody@example.com', TEST_PASSWORD)),
      await refusal(signIn(disabled.email, TEST_PASSWORD)),
      await refusal(signIn(ofClosedShop.email, TEST_PASSWORD)),
    ];
    for (const error of errors) expect(error).toBeInstanceOf(Unauthorized);
    expect(new Set(errors.map(({ message }) => message)).size).toBe(1);
    expect(passwords.verified).toBe(4);
  });

  it('refuses the eleventh try on one e-mail without looking at the password', async () => {
    await fail(10, user.email);
    expect(passwords.verified).toBe(10);
    const error = await refusal(signIn(user.email, TEST_PASSWORD));
    expect(error).toBeInstanceOf(RateLimited);
    expect((error as RateLimited).retryAfterSeconds).toBeGreaterThan(800);
    expect(passwords.verified).toBe(10);
  });

  it('lets no more guesses through when they come all at once', async () => {
    const errors = await Promise.all(Array.from({ length: 30 }, () => refusal(signIn(user.email, 'wrong'))));
    expect(errors.filter((error) => error instanceof Unauthorized)).toHaveLength(10);
    expect(errors.filter((error) => error instanceof RateLimited)).toHaveLength(20);
  });

  it('forgets the failures of an e-mail after a right password', async () => {
    await fail(9, user.email);
    await signIn(user.email, TEST_PASSWORD);
    await fail(9, user.email);
    await expect(signIn(user.email, TEST_PASSWORD)).resolves.toMatchObject({ id: user.id });
  });

  it('refuses an address after a hundred failures, and no other address', async () => {
    await database.dataSource.query(`insert into login_attempts values ('ip:192.0.2.1', 100, now())`);
    expect(await refusal(signIn(user.email, TEST_PASSWORD))).toBeInstanceOf(RateLimited);
    await expect(signIn(user.email, TEST_PASSWORD, '192.0.2.2')).resolves.toMatchObject({ id: user.id });
  });

  it('opens again when the quarter of an hour is over', async () => {
    await fail(10, user.email);
    await database.dataSource.query(
      `update login_attempts set window_start = now() - interval '15 minutes 1 second'`,
    );
    await expect(signIn(user.email, TEST_PASSWORD)).resolves.toMatchObject({ id: user.id });
  });

  it('keeps no attempts of other days', async () => {
    await database.dataSource.query(
      `insert into login_attempts values ('email:old@example.com', 3, now() - interval '2 days')`,
    );
    await signIn(user.email, TEST_PASSWORD);
    const rows = await database.dataSource.query<object[]>(
      `select 1 from login_attempts where key = 'email:old@example.com'`,
    );
    expect(rows).toEqual([]);
  });

  it('writes down who signed in and who tried', async () => {
    await refusal(signIn(user.email, 'wrong'));
    await signIn(user.email, TEST_PASSWORD);
    const entries = await database.dataSource.manager.find(AuditEntryEntity, {
      where: { actorName: user.email },
      order: { id: 'ASC' },
    });
    expect(entries.map(({ action, actorId, ip }) => ({ action, actorId, ip }))).toEqual([
      { action: 'auth.login_failed', actorId: null, ip: visit.ip },
      { action: 'auth.login', actorId: user.id, ip: visit.ip },
    ]);
    expect(JSON.stringify(entries)).not.toContain('wrong');
  });
});
