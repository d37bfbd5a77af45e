import { DevicesModule } from '@coffee/features/devices';
import { REBUILD_ROLLUPS } from '@coffee/features/reports';
import { TasksReader, TasksService, WorkerHeartbeats } from '@coffee/features/tasks';
import { Config, loadConfig, type WorkerRole } from '@coffee/platform/config';
import { systemActor } from '@coffee/platform/context';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { eventually } from '@coffee/testing/eventually';
import { Factories } from '@coffee/testing/factories';
import { Test, type TestingModule } from '@nestjs/testing';
import { WorkerModule } from './worker.module';

const redisUrl = new URL(loadConfig().redisUrl);
redisUrl.pathname = '/14';
const system = systemActor();

describe('the worker', () => {
  let database: TestDatabase;
  const workers: TestingModule[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await database.drop();
  });

  async function start(workerRole: WorkerRole): Promise<TestingModule> {
    const redis = redisUrl.toString();
    const own = { databaseUrl: database.url, databasePoolSize: 3, redisUrl: redis, queueRedisUrl: redis };
    const config = new Config({ ...loadConfig(), ...own, workerRole, deviceOfflineAfterSeconds: 60 });
    const worker = await Test.createTestingModule({ imports: [WorkerModule.of(config)] }).compile();
    worker.useLogger(false);
    await worker.init();
    workers.push(worker);
    return worker;
  }

  const statusOf = async (deviceId: string): Promise<unknown> => {
    const rows = await database.dataSource.query<{ status: string }[]>(
      'select status from devices where device_id = $1',
      [deviceId],
    );
    return rows[0]?.status;
  };

  it('starts with every job and every kind of task in one pair of hands, and says that it lives', async () => {
    const worker = await start('all');
    expect(worker.get(DevicesModule)).toBeDefined();
    expect(await worker.get(WorkerHeartbeats).living()).toMatchObject([{ role: 'all' }]);
    await worker.close();
    workers.pop();
    const rows = await database.dataSource.query<unknown[]>('select * from worker_heartbeats');
    expect(rows).toEqual([]);
  });

  it('marks a machine offline that has said nothing for too long, by the clock of the server', async () => {
    const factories = new Factories(database.dataSource);
    const silent = await factories.device({ status: 'online' }, { lastSeen: new Date(Date.now() - 120_000) });
    const lively = await factories.device({ status: 'online' }, { lastSeen: new Date() });
    await database.dataSource.query(
      `insert into listening_marks (name, since, seen_at) values ('devices', now() - interval '1 hour', now())`,
    );
    await start('all');
    await eventually(
      'the silent one is offline',
      async () => (await statusOf(silent.deviceId)) === 'offline',
    );
    expect(await statusOf(lively.deviceId)).toBe('online');
  });

  it('makes the partitions of the coming months', async () => {
    await start('beat');
    await eventually('there are three and the default', async () => {
      const rows = await database.dataSource.query<unknown[]>(
        `select inhrelid from pg_inherits where inhparent = 'telemetry'::regclass`,
      );
      return rows.length === 4;
    });
  });

  it('does a task that the clock of another process finds', async () => {
    const jobs = await start('jobs');
    const task = await jobs.get(TasksService, { strict: false }).submit(system, {
      type: REBUILD_ROLLUPS,
      params: { merchant_id: null, from_day: '2026-01-01', to_day: '2026-01-05' },
      merchantId: null,
    });
    // Not told: as if the bell had been lost with Redis.
    await database.dataSource.query(
      `update tasks set status = 'pending', progress = 0, result_url = null, finished_at = null, next_attempt_at = now()`,
    );
    await start('beat');
    const reader = jobs.get(TasksReader, { strict: false });
    await eventually('it is done', async () => (await reader.get(system, task.task_id)).status === 'success');
  });
});
