import { TaskEntity } from '@coffee/data/entities';
import { systemActor, actingFor, type Actor } from '@coffee/platform/context';
import { loadConfig } from '@coffee/platform/config';
import { Conflict } from '@coffee/platform/errors';
import { LIVE_STREAM } from '@coffee/platform/live';
import { JobQueue, QueueModule, Handles } from '@coffee/platform/queue';
import { RedisCommands } from '@coffee/platform/redis';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { eventually } from '@coffee/testing/eventually';
import { startFeatures } from '@coffee/testing/start-features';
import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import {
  RUN_TASK,
  RunsTask,
  TaskAlreadyEnded,
  TaskGivenUp,
  TaskNotFound,
  TaskRuns,
  TaskRunsModule,
  TasksReader,
  TasksService,
  WorkerHeartbeats,
  defineTask,
  type TaskRun,
} from './index';

const ROAST = defineTask<{ beans: string }>('spec_roast', { permission: 'materials.manage' });

@Injectable()
class Roaster {
  calls: string[] = [];
  work: (run: TaskRun) => Promise<void> = () => Promise.resolve();

  @RunsTask(ROAST)
  async roast({ beans }: { beans: string }, run: TaskRun) {
    this.calls.push(beans);
    await this.work(run);
    return { resultUrl: `/roasts/${beans}` };
  }
}

@Injectable()
class Processor {
  constructor(private readonly runs: TaskRuns) {}

  @Handles(RUN_TASK)
  async run(taskId: string): Promise<void> {
    await this.runs.run(taskId);
  }
}

const redisUrl = new URL(loadConfig().redisUrl);
redisUrl.pathname = '/13';
const system = systemActor();

describe('tasks', () => {
  let database: TestDatabase;
  let worker: TestingModule;
  let tasks: TasksService;
  let reader: TasksReader;
  let runs: TaskRuns;
  let queue: JobQueue;
  let roaster: Roaster;
  let merchantId: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    worker = await startFeatures(database, {
      imports: [QueueModule.consumer(), TaskRunsModule],
      providers: [Roaster, Processor],
      redisDatabase: 13,
    });
    [tasks, reader, runs, queue, roaster] = [
      worker.get(TasksService),
      worker.get(TasksReader),
      worker.get(TaskRuns),
      worker.get(JobQueue),
      worker.get(Roaster),
    ];
    merchantId = (await new Factories(database.dataSource).merchant()).id;
    await worker.get(RedisCommands).whenReady();
    await worker.get(RedisCommands).connection.flushdb();
    await eventually('the queue answers', () =>
      queue.depths().then(
        () => true,
        () => false,
      ),
    );
  });

  afterAll(async () => {
    await worker?.close();
    await database?.drop();
  });

  beforeEach(() => {
    roaster.calls = [];
    roaster.work = () => Promise.resolve();
  });

  const submit = (beans: string) => tasks.submit(system, { type: ROAST, params: { beans }, merchantId });
  /** Stored, but nobody was told. */
  const store = (beans: string) =>
    database.db.transaction(system, (tx) =>
      tasks.create(tx, system, { type: ROAST, params: { beans }, merchantId }),
    );
  const ended = (taskId: string) =>
    eventually('the task ends', async () => (await reader.get(system, taskId)).finished_at !== null);
  const change = (taskId: string, set: { nextAttemptAt: Date; attempts?: number; status?: 'running' }) =>
    database.dataSource.getRepository(TaskEntity).update({ taskId }, set);
  const longAgo = new Date(0);

  it('are done by a worker, told live, and remembered with their result', async () => {
    roaster.work = async (run) => run.progress(42.7);
    const { task_id } = await submit('arabica');
    await ended(task_id);
    const task = await reader.get(system, task_id);
    expect(task).toMatchObject({
      status: 'success',
      progress: 100,
      result_url: '/roasts/arabica',
      error_message: null,
    });
    const told = await worker.get(RedisCommands).connection.xrange(LIVE_STREAM, '-', '+');
    const progress = told.map(([, fields]) => JSON.parse(fields[5] ?? '{}') as Record<string, unknown>);
    expect(progress.filter((data) => data['task_id'] === task_id).map((data) => data['progress'])).toEqual([
      0, 42, 100,
    ]);
  });

  it('are found by the sweep when the bell was lost', async () => {
    const { task_id } = await store('unheard');
    await runs.sweep();
    await ended(task_id);
    expect(roaster.calls).toEqual(['unheard']);
  });

  it('run once when two workers look at the same time', async () => {
    const { task_id } = await store('once');
    await Promise.all(Array.from({ length: 5 }, () => runs.run(task_id)));
    expect(roaster.calls).toEqual(['once']);
  });

  it('pass to another worker when the first falls silent, and what the first says later is void', async () => {
    const { task_id } = await store('handed over');
    let wake: () => void = () => undefined;
    roaster.work = () => new Promise<void>((resolve) => (wake = resolve));
    const first = runs.run(task_id);
    await eventually('the first began', () => roaster.calls.length === 1);
    await change(task_id, { nextAttemptAt: longAgo });
    const firstWakes = wake;
    roaster.work = async (run) => {
      firstWakes();
      await first;
      await run.progress(50);
    };
    await runs.run(task_id);
    expect(roaster.calls).toHaveLength(2);
    expect(await reader.get(system, task_id)).toMatchObject({ status: 'success' });
    const row = await database.dataSource.getRepository(TaskEntity).findOneByOrFail({ taskId: task_id });
    expect(row.attempts).toBe(2);
  });

  it('fail for good with a reason that people can read', async () => {
    roaster.work = () => Promise.reject(new Conflict('The roaster is in use'));
    const { task_id } = await submit('refused');
    await ended(task_id);
    expect(await reader.get(system, task_id)).toMatchObject({
      status: 'fail',
      error_message: 'The roaster is in use',
    });
  });

  it('are tried again after an error of ours, whose words stay in the log', async () => {
    roaster.work = () => Promise.reject(new Error('select * from secrets'));
    const { task_id } = await store('bug');
    await runs.run(task_id);
    const task = await reader.get(system, task_id);
    expect(task).toMatchObject({ status: 'pending', finished_at: null });
    expect(task.error_message).not.toContain('secrets');
    await runs.run(task_id);
    expect(roaster.calls).toHaveLength(1);
    roaster.work = () => Promise.resolve();
    await change(task_id, { nextAttemptAt: longAgo });
    await runs.run(task_id);
    expect(await reader.get(system, task_id)).toMatchObject({ status: 'success', error_message: null });
  });

  it('are given up when they ended their worker again and again', async () => {
    const { task_id } = await store('poison');
    await change(task_id, { attempts: 5, status: 'running', nextAttemptAt: longAgo });
    await runs.run(task_id);
    expect(roaster.calls).toEqual([]);
    expect(await reader.get(system, task_id)).toMatchObject({ status: 'fail' });
  });

  it('stop at their next step when they are canceled, and cannot be canceled twice', async () => {
    const { task_id } = await store('canceled');
    const refused: unknown[] = [];
    let aborted = false;
    roaster.work = async (run) => {
      await tasks.cancel(system, task_id);
      await run.progress(10).catch((error: unknown) => {
        refused.push(error);
        aborted = run.signal.aborted;
        throw error;
      });
    };
    await runs.run(task_id);
    expect(refused[0]).toBeInstanceOf(TaskGivenUp);
    expect(aborted).toBe(true);
    expect(await reader.get(system, task_id)).toMatchObject({ status: 'canceled' });
    await expect(tasks.cancel(system, task_id)).rejects.toBeInstanceOf(TaskAlreadyEnded);
  });

  it('are seen by their own merchant alone', async () => {
    const { task_id } = await store('private');
    const own: Actor = actingFor(system, merchantId);
    const stranger: Actor = actingFor(system, merchantId + 1);
    expect((await reader.list(own, { status: ['pending'] })).items.map((task) => task.task_id)).toContain(
      task_id,
    );
    expect((await reader.list(stranger, {})).pagination.total).toBe(0);
    await expect(reader.get(stranger, task_id)).rejects.toBeInstanceOf(TaskNotFound);
    await expect(tasks.cancel(stranger, task_id)).rejects.toBeInstanceOf(TaskNotFound);
  });

  it('are done by workers that tell whether they live', async () => {
    const heartbeats = worker.get(WorkerHeartbeats);
    await heartbeats.beat('w1', 'all');
    await heartbeats.beat('w1', 'jobs');
    await heartbeats.beat('w2', 'beat');
    await database.dataSource.query(
      `update worker_heartbeats set seen_at = now() - interval '1 minute' where name = 'w2'`,
    );
    expect(await heartbeats.living()).toMatchObject([{ name: 'w1', role: 'jobs' }]);
    await heartbeats.leave('w1');
    expect(await heartbeats.living()).toEqual([]);
  });
});
