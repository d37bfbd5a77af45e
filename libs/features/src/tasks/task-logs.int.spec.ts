import { AuditEntryEntity, TaskEntity, type UserEntity } from '@coffee/data/entities';
import { loadConfig } from '@coffee/platform/config';
import { actingFor, systemActor, type Actor } from '@coffee/platform/context';
import { Conflict, InvalidArgument, RateLimited } from '@coffee/platform/errors';
import { LIVE_STREAM } from '@coffee/platform/live';
import { QueueModule } from '@coffee/platform/queue';
import { RedisCommands } from '@coffee/platform/redis';
import { FileStore } from '@coffee/platform/storage';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { startFeatures } from '@coffee/testing/start-features';
import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defineTask,
  KEPT_LINES,
  RequesterNotAllowed,
  RunsTask,
  TaskDetails,
  TaskLogs,
  TaskNotFound,
  TaskNotRepeatable,
  TaskReruns,
  TaskRuns,
  TaskRunsModule,
  TasksService,
  type TaskRun,
} from './index';

interface Brew {
  beans: string;
  water?: string;
}

const BREW = defineTask<Brew>('spec_brew', {
  permission: 'materials.manage',
  steps: { grind: 1, extract: 3 },
});
const REFILL = defineTask<Brew>('spec_refill', {
  permission: 'merchants.manage',
  inputOf: ({ water }) => water ?? '',
});

@Injectable()
class Barista {
  work: (run: TaskRun) => Promise<void> = () => Promise.resolve();

  @RunsTask(BREW)
  brew(_brew: Brew, run: TaskRun): Promise<void> {
    return this.work(run);
  }

  @RunsTask(REFILL)
  refill(_brew: Brew, run: TaskRun): Promise<void> {
    return this.work(run);
  }
}

const redisUrl = new URL(loadConfig().redisUrl);
redisUrl.pathname = '/12';
const system = systemActor();
const longAgo = new Date(0);

describe('the page of a task', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let storage: string;
  let tasks: TasksService;
  let details: TaskDetails;
  let logs: TaskLogs;
  let reruns: TaskReruns;
  let runs: TaskRuns;
  let barista: Barista;
  let merchantId: number;
  let ops: Actor;
  let stranger: Actor;
  let root: Actor;

  const actorOf = ({ id: userId, email: name, role, merchantId: merchant }: UserEntity): Actor => ({
    userId,
    name,
    role,
    merchantId: merchant,
    source: 'user',
    ip: null,
    requestId: null,
  });

  beforeAll(async () => {
    database = await createTestDatabase();
    storage = await mkdtemp(join(tmpdir(), 'task-logs-'));
    app = await startFeatures(database, {
      imports: [QueueModule.producer(), TaskRunsModule],
      providers: [Barista],
      config: { storageDir: storage },
      redisDatabase: 12,
    });
    [tasks, details, logs, reruns, runs, barista] = [
      app.get(TasksService),
      app.get(TaskDetails),
      app.get(TaskLogs),
      app.get(TaskReruns),
      app.get(TaskRuns),
      app.get(Barista),
    ];
    const make = new Factories(database.dataSource);
    merchantId = (await make.merchant()).id;
    const other = (await make.merchant()).id;
    ops = actorOf(await make.user({ role: 'ops', merchantId }));
    stranger = actorOf(await make.user({ role: 'ops', merchantId: other }));
    root = actorOf(await make.user({ role: 'admin', merchantId: null }));
    await app.get(RedisCommands).whenReady();
    await app.get(RedisCommands).connection.flushdb();
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
    await rm(storage, { recursive: true, force: true });
  });
  beforeEach(() => {
    barista.work = () => Promise.resolve();
  });

  const store = async (beans: string, actor: Actor = ops): Promise<string> =>
    (
      await database.db.transaction(system, (tx) =>
        tasks.create(tx, actor, { type: BREW, params: { beans }, merchantId, scope: { list: 'orders' } }),
      )
    ).task_id;
  const storeRefill = async (water: string): Promise<string> =>
    (
      await database.db.transaction(system, (tx) =>
        tasks.create(tx, root, { type: REFILL, params: { beans: 'none', water }, merchantId }),
      )
    ).task_id;
  const brewed = async (beans: string): Promise<string> => {
    const id = await store(beans);
    await runs.run(id);
    return id;
  };
  const change = (taskId: string, set: Partial<Pick<TaskEntity, 'nextAttemptAt' | 'finishedAt'>>) =>
    database.dataSource.getRepository(TaskEntity).update({ taskId }, set);
  const told = async (taskId: string) =>
    (await logs.read(ops, taskId, {})).items.map(({ level, code, attempt }) => `${attempt} ${level} ${code}`);

  it('tells its plan while nothing of it is done, and each step with its own figures and times', async () => {
    const id = await store('robusta');
    expect(await details.get(ops, id)).toMatchObject({
      steps: [],
      attempts: 0,
      log: { first_line: 1, last_line: 0, expires_at: null, expired: false },
      rerun_refusal: 'not_ended',
    });
    const during: unknown[] = [];
    barista.work = async (run) => {
      during.push((await details.get(ops, id)).steps);
      await run.step('extract');
      await run.progress({ done: 5, total: 10, unit: 'rows' });
      during.push(await details.get(ops, id));
    };
    await runs.run(id);
    expect(during[0]).toMatchObject([
      { position: 1, name: 'grind', status: 'running', progress: 0, finished_at: null, duration_ms: null },
      { position: 2, name: 'extract', status: 'pending', started_at: null },
    ]);
    // A quarter is the first step, half of the rest is done.
    expect(during[1]).toMatchObject({
      progress: 62,
      done: 5,
      total: 10,
      steps: [
        { name: 'grind', status: 'success', progress: 100 },
        { name: 'extract', status: 'running', progress: 50, done: 5, total: 10, unit: 'rows' },
      ],
    });
    const { steps, ...task } = await details.get(ops, id);
    expect(task).toMatchObject({ status: 'success', attempts: 1, rerun_refusal: null });
    expect(steps.map(({ status, progress, done }) => [status, progress, done])).toEqual([
      ['success', 100, 0],
      ['success', 100, 10],
    ]);
    for (const step of steps) {
      expect(step.duration_ms).toBe(Date.parse(step.finished_at ?? '') - Date.parse(step.started_at ?? ''));
    }
  });

  it('tells line by line what the worker did, and of each new line at once', async () => {
    barista.work = async (run) => {
      for (let done = 0; done <= 100; done += 1) await run.progress({ done, total: 100, unit: 'rows' });
      await run.step('extract');
      await run.log({ level: 'warn', code: 'crema', message: 'Little crema', details: { of: 3 } });
    };
    const id = await brewed('logged');
    const { items, log, has_earlier, has_later } = await logs.read(ops, id, {});
    expect(items.map(({ line }) => line)).toEqual(items.map((_line, n) => n + 1));
    expect(items.map(({ code }) => code)).toEqual([
      'attempt_started',
      'step_started',
      ...Array<string>(9).fill('counted'),
      'step_started',
      'crema',
      'finished',
    ]);
    expect(items.at(-2)).toMatchObject({ level: 'warn', message: 'Little crema', details: { of: 3 } });
    expect([log.last_line, has_earlier, has_later]).toEqual([items.length, false, false]);
    const events = await app.get(RedisCommands).connection.xrange(LIVE_STREAM, '-', '+');
    const lines = events
      .map(([, fields]) => JSON.parse(fields[5] ?? '{}') as { task_id: string; last_line: number })
      .filter(({ task_id }) => task_id === id)
      .map(({ last_line }) => last_line);
    expect(new Set(lines)).toEqual(new Set(items.map(({ line }) => line).slice(1)));
    expect(lines).toEqual(lines.toSorted((one, other) => one - other));
  });

  it('is read from any line in both directions, and by its own merchant alone', async () => {
    barista.work = async (run) => {
      for (let n = 1; n <= 7; n += 1) await run.log({ level: 'info', code: 'cup', message: `Cup ${n}` });
    };
    const id = await brewed('paged');
    const read = async (query: object) => {
      const page = await logs.read(ops, id, query);
      return [page.items.map(({ line }) => line), page.has_earlier, page.has_later];
    };
    expect(await read({ limit: 3 })).toEqual([[8, 9, 10], true, false]);
    expect(await read({ limit: 3, before: 8 })).toEqual([[5, 6, 7], true, true]);
    expect(await read({ limit: 3, before: 3 })).toEqual([[1, 2], false, true]);
    expect(await read({ limit: 3, after: 0 })).toEqual([[1, 2, 3], false, true]);
    expect(await read({ after: 9 })).toEqual([[10], true, false]);
    expect(await read({ after: 10 })).toEqual([[], true, false]);
    await expect(logs.read(ops, id, { after: 1, before: 9 })).rejects.toBeInstanceOf(InvalidArgument);
    await expect(logs.read(stranger, id, {})).rejects.toBeInstanceOf(TaskNotFound);
    await expect(details.get(stranger, id)).rejects.toBeInstanceOf(TaskNotFound);
  });

  it('keeps the newest lines, however much its worker says', async () => {
    barista.work = async (run) => {
      for (let n = 1; n <= KEPT_LINES; n += 1)
        await run.log({ level: 'info', code: 'drop', message: 'x'.repeat(2_000) });
    };
    const id = await brewed('talkative');
    const { log } = await details.get(ops, id);
    expect(log).toMatchObject({ first_line: 4, last_line: KEPT_LINES + 3 });
    const [kept] = await database.dataSource.query<{ n: number; first: number; longest: number }[]>(
      `select count(*)::integer as n, min(line) as first, max(length(message)) as longest
       from task_log_lines where task_id = $1`,
      [id],
    );
    expect(kept).toEqual({ n: KEPT_LINES, first: 4, longest: 1_000 });
    expect(await logs.read(ops, id, { before: 5 })).toMatchObject({
      items: [{ line: 4 }],
      has_earlier: false,
    });
  });

  it('tells of failures and of the attempts after them; what an attempt says that lost the task is void', async () => {
    barista.work = async (run) => {
      await run.step('extract');
      throw new RateLimited(1);
    };
    const id = await store('retried');
    await runs.run(id);
    expect((await details.get(ops, id)).steps).toMatchObject([{ status: 'success' }, { status: 'fail' }]);
    await change(id, { nextAttemptAt: longAgo });
    let late: Promise<unknown> = Promise.resolve();
    barista.work = async (first) => {
      await change(id, { nextAttemptAt: longAgo });
      barista.work = () => Promise.reject(new Conflict('Out of water'));
      await runs.run(id);
      late = first.log({ level: 'info', code: 'late', message: 'Too late' }).catch(() => 'refused');
      await late;
      await first.step('extract');
    };
    await runs.run(id);
    expect(await late).toBe('refused');
    expect(await told(id)).toEqual([
      '1 info attempt_started',
      '1 info step_started',
      '1 info step_started',
      '1 warn attempt_failed',
      '2 warn attempt_started',
      '2 info step_started',
      '3 warn attempt_started',
      '3 info step_started',
      '3 error failed',
    ]);
    const { steps, status } = await details.get(ops, id);
    expect(status).toBe('fail');
    // Begun anew by the last attempt: what an earlier one had done of them is not its own.
    expect(steps).toMatchObject([
      { name: 'grind', status: 'fail' },
      { name: 'extract', status: 'pending', started_at: null, finished_at: null },
    ]);
  });

  it('says who canceled it, and ends the step that ran', async () => {
    const id = await store('canceled');
    barista.work = async (run) => {
      await tasks.cancel(ops, id);
      await run.step('extract');
    };
    await runs.run(id);
    expect((await logs.read(ops, id, {})).items.at(-1)).toMatchObject({
      level: 'warn',
      code: 'canceled',
      details: { by: ops.name },
    });
    expect((await details.get(ops, id)).steps).toMatchObject([{ status: 'canceled' }, { status: 'pending' }]);
  });

  it('loses its lines when its time is over, not before, and says so', async () => {
    const [old, young] = [await brewed('old'), await brewed('young')];
    const hours = loadConfig().exportTtlHours;
    await change(old, { finishedAt: new Date(Date.now() - hours * 3_600_000) });
    await change(young, { finishedAt: new Date(Date.now() - hours * 3_600_000 + 60_000) });
    await logs.purge();
    expect(await logs.read(ops, old, {})).toMatchObject({
      items: [],
      log: { expired: true },
      has_earlier: false,
      has_later: false,
    });
    expect((await details.get(ops, old)).steps).toHaveLength(2);
    expect((await logs.read(ops, young, {})).items).toHaveLength(3);
  });

  describe('run again', () => {
    const entriesOf = (targetId: string) =>
      database.dataSource.getRepository(AuditEntryEntity).findBy({ targetType: 'task', targetId });

    it('is the same request as a task of its own, linked both ways, once per key', async () => {
      const id = await brewed('again');
      const { task_id: again } = await reruns.rerun(ops, id, 'one-click');
      expect((await reruns.rerun(ops, id, 'one-click')).task_id).toBe(again);
      const row = await database.dataSource.getRepository(TaskEntity).findOneByOrFail({ taskId: again });
      expect(row).toMatchObject({
        type: 'spec_brew',
        params: { beans: 'again' },
        scope: { list: 'orders' },
        merchantId,
        actorId: ops.userId,
        requestedBy: ops.name,
        status: 'pending',
        rerunOf: id,
      });
      expect((await details.get(ops, again)).rerun_of).toBe(id);
      expect((await details.get(ops, id)).reruns).toMatchObject([{ task_id: again, status: 'pending' }]);
      expect(await entriesOf(again)).toMatchObject([
        {
          action: 'task.rerun_started',
          actorId: ops.userId,
          merchantId,
          after: { rerun_of: id, type: 'spec_brew', params: { beans: 'again' } },
        },
      ]);
    });

    it('is refused while it goes on, or while the same work does, whoever asks at once', async () => {
      const pending = await store('busy');
      const refusal = (reason: string) => ({ code: 'CONFLICT', details: { field: 'id', reason } });
      await expect(reruns.rerun(ops, pending)).rejects.toMatchObject(refusal('not_ended'));
      await runs.run(pending);
      const asked = await Promise.allSettled([1, 2, 3].map(() => reruns.rerun(ops, pending)));
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await expect(reruns.rerun(ops, pending)).rejects.toMatchObject(refusal('under_way'));
      expect((await details.get(ops, pending)).rerun_refusal).toBe('under_way');
    });

    it('is refused when what it was to read is gone, or when there never was any', async () => {
      const file = app.get(FileStore).create('imports/spec-water');
      await file.add(Buffer.from('water'));
      await file.commit();
      const [kept, never] = [await storeRefill('imports/spec-water'), await storeRefill('')];
      await runs.run(kept);
      await runs.run(never);
      expect((await details.get(root, kept)).rerun_refusal).toBeNull();
      await app.get(FileStore).remove('imports/spec-water');
      for (const id of [kept, never]) {
        await expect(reruns.rerun(root, id)).rejects.toBeInstanceOf(TaskNotRepeatable);
        expect((await details.get(root, id)).rerun_refusal).toBe('input_expired');
      }
    });

    it('is for those who may begin such work, within reach of the task', async () => {
      const [brew, refill] = [await brewed('guarded'), await storeRefill('')];
      await expect(reruns.rerun({ ...ops, role: 'viewer' }, brew)).rejects.toBeInstanceOf(
        RequesterNotAllowed,
      );
      await expect(reruns.rerun(ops, refill)).rejects.toBeInstanceOf(RequesterNotAllowed);
      expect((await details.get(ops, refill)).rerun_refusal).toBe('not_permitted');
      await expect(reruns.rerun(stranger, brew)).rejects.toBeInstanceOf(TaskNotFound);
      await expect(reruns.rerun(actingFor(system, merchantId), brew)).rejects.toBeInstanceOf(
        RequesterNotAllowed,
      );
    });

    it('stays the merchant’s when somebody asks who sees all', async () => {
      const id = await brewed('theirs');
      const { task_id: again } = await reruns.rerun(root, id);
      expect((await details.get(ops, again)).rerun_of).toBe(id);
    });

    it('is refused for work that this version does not know', async () => {
      const id = await brewed('forgotten');
      await database.dataSource.query(`update tasks set type = 'of_yesterday' where task_id = $1`, [id]);
      await expect(reruns.rerun(root, id)).rejects.toMatchObject({ details: { reason: 'unknown_type' } });
    });
  });
});
