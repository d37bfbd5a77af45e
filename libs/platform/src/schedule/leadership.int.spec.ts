import { eventually } from '@coffee/testing/eventually';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { SeverableProxy } from '@coffee/testing/severable-proxy';
import { Logger } from '@nestjs/common';
import { Leadership } from './leadership';

describe('the leadership', () => {
  let database: TestDatabase;
  let proxy: SeverableProxy;
  const candidates: Leadership[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await createTestDatabase({ migrated: false });
    proxy = await SeverableProxy.before(database.url);
  });

  afterEach(async () => {
    await Promise.all(candidates.splice(0).map((candidate) => candidate.stop()));
  });

  afterAll(async () => {
    await proxy?.sever();
    await database?.drop();
  });

  function candidate(databaseUrl = database.url) {
    const changes: string[] = [];
    const leadership = new Leadership({
      databaseUrl,
      retryMs: 50,
      onGained: () => changes.push('gained'),
      onLost: () => changes.push('lost'),
    });
    candidates.push(leadership);
    leadership.start();
    return { leadership, changes };
  }

  it('belongs to one, and passes to the next when that one stops', async () => {
    const first = candidate();
    await eventually('the first leads', () => first.leadership.isLeader);
    const second = candidate();
    const third = candidate();
    await first.leadership.stop();
    await eventually('another leads', () => second.leadership.isLeader || third.leadership.isLeader);
    expect([first, second, third].filter(({ leadership }) => leadership.isLeader)).toHaveLength(1);
    expect(first.changes).toEqual(['gained', 'lost']);
  });

  it('is given up by one who loses the database, and taken over meanwhile', async () => {
    const cut = candidate(proxy.through(database.url));
    await eventually('the first leads', () => cut.leadership.isLeader);
    const other = candidate();
    await proxy.sever();
    await eventually('the first knows', () => !cut.leadership.isLeader);
    await eventually('the other leads', () => other.leadership.isLeader);
    await proxy.mend();
    expect(cut.changes).toEqual(['gained', 'lost']);
    await other.leadership.stop();
    await eventually('the first leads again', () => cut.leadership.isLeader);
  });

  it('survives that PostgreSQL ends the connection', async () => {
    const only = candidate();
    await eventually('it leads', () => only.leadership.isLeader);
    await database.dataSource.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'coffee-beat' and datname = current_database()`,
    );
    await eventually('it knows', () => only.changes.includes('lost'));
    await eventually('it leads again', () => only.leadership.isLeader);
  });

  it('waits for a database that is not there yet', async () => {
    await proxy.sever();
    const early = candidate(proxy.through(database.url));
    await proxy.mend();
    await eventually('it leads', () => early.leadership.isLeader);
  });
});
