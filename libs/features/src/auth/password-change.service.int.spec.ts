import { DataModule } from '@coffee/data/data.module';
import { SessionEntity, type UserEntity } from '@coffee/data/entities';
import { ClockModule } from '@coffee/platform/clock';
import { Config, ConfigModule, loadConfig } from '@coffee/platform/config';
import type { Actor } from '@coffee/platform/context';
import { ValidationFailed } from '@coffee/platform/errors';
import { LiveModule } from '@coffee/platform/live';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { Test, type TestingModule } from '@nestjs/testing';
import { AuthModule } from './auth.module';
import { PasswordChangeService } from './password-change.service';
import { PasswordHasher } from './password-hasher';

describe('PasswordChangeService', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let service: PasswordChangeService;
  let user: UserEntity;
  let actor: Actor;
  const passwords = new PasswordHasher();

  beforeAll(async () => {
    database = await createTestDatabase();
    app = await Test.createTestingModule({
      imports: [
        ConfigModule.of(Object.assign(Object.create(Config.prototype) as Config, loadConfig())),
        ClockModule,
        LiveModule,
        DataModule.forRoot({ url: database.url, poolSize: 4, applicationName: 'spec' }),
        AuthModule,
      ],
    }).compile();
    await app.init();
    service = app.get(PasswordChangeService);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  beforeEach(async () => {
    await database.dataSource.query('truncate sessions, login_attempts');
    const factories = new Factories(database.dataSource);
    user = await factories.user();
    const stranger = await factories.user();
    actor = {
      userId: user.id,
      name: user.email,
      role: 'admin',
      merchantId: null,
      source: 'user',
      ip: null,
      requestId: null,
    };
    for (const [sid, id] of [
      ['mine', user.id],
      ['elsewhere', user.id],
      ['strangers', stranger.id],
    ] as const) {
      await database.dataSource.query(`insert into sessions (sid, sess, expire) values ($1, $2, now())`, [
        sid,
        { passport: { user: id } },
      ]);
    }
  });

  const sessions = async (): Promise<string[]> =>
    (await database.dataSource.manager.find(SessionEntity, { order: { sid: 'ASC' } })).map(({ sid }) => sid);
  const storedHash = async (): Promise<string> => {
    const rows = await database.dataSource.query<{ password_hash: string }[]>(
      'select password_hash from users where id = $1',
      [user.id],
    );
    return rows[0]?.password_hash ?? '';
  };

  it("sets the password and ends the user's other sessions, and nobody else's", async () => {
    await service.change(actor, { current_password: TEST_PASSWORD, new_password: 'Quite-new-1' }, 'mine');
    expect(await passwords.verify(await storedHash(), 'Quite-new-1')).toBe(true);
    expect(await sessions()).toEqual(['mine', 'strangers']);
  });

  it('changes nothing when the present password is wrong', async () => {
    const before = await storedHash();
    const change = service.change(actor, { current_password: 'no', new_password: 'Quite-new-1' }, 'mine');
    await expect(change).rejects.toBeInstanceOf(ValidationFailed);
    expect(await storedHash()).toBe(before);
    expect(await sessions()).toEqual(['elsewhere', 'mine', 'strangers']);
  });

  it('lets only one of two changes at once win', async () => {
    const changes = ['First-one-1', 'Second-one-1'].map((password) =>
      service.change(actor, { current_password: TEST_PASSWORD, new_password: password }, 'mine'),
    );
    const results = await Promise.allSettled(changes);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
