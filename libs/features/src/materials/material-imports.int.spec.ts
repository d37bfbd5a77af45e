import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportResult } from '@coffee/contract/materials';
import type { Task } from '@coffee/contract/tasks';
import { MaterialEntity } from '@coffee/data/entities';
import { loadConfig } from '@coffee/platform/config';
import { actingFor, type Actor } from '@coffee/platform/context';
import { QueueModule } from '@coffee/platform/queue';
import { StorageModule } from '@coffee/platform/storage';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { startFeatures } from '@coffee/testing/start-features';
import { Injectable } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import {
  RunsTask,
  type TaskOutcome,
  type TaskRun,
  TaskRuns,
  TaskRunsModule,
  TasksReader,
  TasksService,
} from '../tasks';
import {
  IMPORT_MATERIALS,
  ImportFiles,
  type ImportOrder,
  type MaterialImport,
  MaterialImportRuns,
  MaterialImports,
  MaterialsModule,
} from './index';
import { MaterialsAreShared } from './materials.errors';

/** Stands between the worker and the import, so that a spec can step in after a chunk. */
@Injectable()
class Processor {
  between: (done: number, run: TaskRun) => Promise<void> = () => Promise.resolve();

  constructor(private readonly imports: MaterialImportRuns) {}

  @RunsTask(IMPORT_MATERIALS)
  import(params: MaterialImport, run: TaskRun): Promise<TaskOutcome> {
    const progress: TaskRun['progress'] = async (told) => {
      await this.between(typeof told === 'number' ? told : told.done, run);
      await run.progress(told);
    };
    return this.imports.run(params, { ...run, progress });
  }
}

const redisUrl = new URL(loadConfig().redisUrl);
redisUrl.pathname = '/11';
const HEADER = 'code,name,type,unit,density,cost_per_1000,enabled';
const REAL: ImportOrder = { name: 'stock.csv', overwrite: false, dryRun: false, idempotencyKey: undefined };

describe('imports of materials', () => {
  let database: TestDatabase;
  let storage: string;
  let app: TestingModule;
  let imports: MaterialImports;
  let processor: Processor;
  let actor: Actor;

  beforeAll(async () => {
    database = await createTestDatabase();
    storage = await mkdtemp(join(tmpdir(), 'material-imports-'));
    app = await startFeatures(database, {
      imports: [QueueModule.producer(), StorageModule, TaskRunsModule, MaterialsModule],
      providers: [Processor],
      config: { storageDir: storage },
      redisDatabase: 11,
    });
    [imports, processor] = [app.get(MaterialImports), app.get(Processor)];
    const user = await new Factories(database.dataSource).user({ role: 'ops' });
    actor = {
      userId: user.id,
      name: user.email,
      role: 'ops',
      merchantId: null,
      source: 'user',
      ip: null,
      requestId: null,
    };
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
    await rm(storage, { recursive: true, force: true });
  });
  beforeEach(async () => {
    processor.between = () => Promise.resolve();
    await database.dataSource.query('delete from materials');
  });

  const materials = () => database.dataSource.getRepository(MaterialEntity);
  async function* bytes(text: string): AsyncGenerator<Buffer> {
    yield Promise.resolve(Buffer.from(text));
  }
  const take = async (lines: string[], order: Partial<ImportOrder> = {}, header = HEADER) => {
    const file = await app.get(ImportFiles).receive(bytes([header, ...lines].join('\n')));
    return imports.takeFile(actor, file, { ...REAL, ...order });
  };
  const many = (count: number, line = (n: number) => `M-${n},Material ${n},powder,g,0.5,${n}.25,true`) =>
    Array.from({ length: count }, (_, index) => line(index + 1));
  const stateOf = () => materials().find({ order: { id: 'ASC' } });
  const audited = () =>
    database.dataSource.query<{ action: string; after: Record<string, unknown> }[]>(
      `select action, after from audit_entries where target_type = 'material_import' order by id`,
    );
  const run = (taskId: string) => app.get(TaskRuns).run(taskId);
  const taskOf = (taskId: string): Promise<Task> => app.get(TasksReader).get(actor, taskId);

  it('say in a dry run what they then do, and change nothing until then', async () => {
    await take(['OLD,Old,bean,g,,,', 'SAME,Same,bean,g,1,2.50,false']);
    const before = [await stateOf(), await audited()];
    const lines = [
      'NEW,New,bean,g,,,',
      'OLD,Changed,bean,g,,,',
      'SAME,Same,bean,g,1,2.5,no',
      ',Nameless,bean,g,,,',
    ];
    for (const overwrite of [false, true]) {
      const dry = await take(lines, { overwrite, dryRun: true });
      expect([await stateOf(), await audited()]).toEqual(before);
      expect(dry).toMatchObject({
        dry_run: true,
        total_rows: 4,
        successful_rows: overwrite ? 3 : 2,
        failed_rows: overwrite ? 1 : 2,
        created: 1,
        updated: overwrite ? 1 : 0,
        unchanged: 1,
      });
      if (!overwrite) continue;
      const { task_id: _dry, message: _words, ...told } = dry;
      const { task_id, message, ...done } = await take(lines, { overwrite });
      expect(done).toEqual({ ...told, dry_run: false });
      expect([message, typeof task_id]).toEqual(['Imported', 'string']);
    }
    expect(await stateOf()).toMatchObject([
      { code: 'OLD', name: 'Changed', version: 2 },
      { code: 'SAME', version: 1 },
      { code: 'NEW', enabled: true, costMinor: null },
    ]);
  });

  it('change nothing when they come again, and say so', async () => {
    const lines = many(20);
    expect(await take(lines)).toMatchObject({ created: 20, task_id: null });
    const before = [await stateOf(), await audited()];
    expect(await take(lines, { overwrite: true })).toMatchObject({
      successful_rows: 20,
      failed_rows: 0,
      created: 0,
      updated: 0,
      unchanged: 20,
      message: 'Nothing changed',
    });
    expect([await stateOf(), await audited()]).toEqual(before);
  });

  it('leave alone what a file has no column for, and complete what only a machine has named', async () => {
    await take(['A,A,bean,g,0.4,12,false']);
    await materials().insert({ code: 'SEEN', name: 'SEEN', type: 'unknown', unit: 'g' });
    const answer = await take(
      ['A,B,bean,g', 'SEEN,Oat milk,liquid,ml'],
      { overwrite: true },
      'code,name,type,unit',
    );
    expect(answer).toMatchObject({ updated: 2 });
    expect(await stateOf()).toMatchObject([
      { code: 'A', name: 'B', density: 0.4, costMinor: 1200, enabled: false },
      { code: 'SEEN', name: 'Oat milk', type: 'liquid', unit: 'ml' },
    ]);
  });

  it('keep the bad rows in a file that is put right and sent again', async () => {
    await take(['TAKEN,Taken,bean,g,,,']);
    const answer = await take([
      'TAKEN,Mine,bean,g,,,',
      'TWICE,First,bean,g,,,',
      'TWICE,Second,bean,g,,,',
      '"=1+1",Sum,bean,g,x,,',
    ]);
    expect(answer.errors).toEqual([
      {
        row: 2,
        code: 'TAKEN',
        field: 'code',
        rule: 'isTaken',
        error: expect.stringContaining('exists') as string,
      },
      {
        row: 4,
        code: 'TWICE',
        field: 'code',
        rule: 'isDuplicate',
        error: expect.stringContaining('row 3') as string,
      },
      {
        row: 5,
        code: null,
        field: 'code',
        rule: 'isFormula',
        error: expect.stringContaining('formula') as string,
      },
      {
        row: 5,
        code: null,
        field: 'density',
        rule: 'isNumber',
        error: expect.stringContaining('density') as string,
      },
    ]);
    const task = await taskOf(answer.task_id ?? '');
    expect(task).toMatchObject({
      status: 'success',
      file: { rows: 3, name: 'stock_errors.csv', expired: false },
    });
    const file = await readFile(join(storage, 'exports', `${task.task_id}-0.csv`), 'utf8');
    expect(file.length).toBe(Buffer.from(file).toString().length);
    expect(file.split('\r\n')).toEqual([
      `\ufeff${HEADER},error`,
      expect.stringMatching(/^TAKEN,Mine,bean,g,,,,code exists/),
      expect.stringMatching(/^TWICE,Second,bean,g,,,,code stands/),
      expect.stringMatching(/^'=1\+1,Sum,bean,g,x,,,"?code is a formula/),
      '',
    ]);
    const repaired = file.replace(',g,x,', ',g,,').replace('TWICE', 'THRICE');
    const again = await take(
      repaired.split('\r\n').slice(1, -1),
      { overwrite: true },
      repaired.split('\r\n')[0],
    );
    expect(again).toMatchObject({ created: 2, updated: 1, failed_rows: 0, ignored_columns: [] });
  });

  it('tell of a code that is too long without half a character at its end', async () => {
    const answer = await take([`x${'😀'.repeat(120)},Long,bean,g,,,`]);
    expect(answer.errors).toMatchObject([{ code: `x${'😀'.repeat(49)}`, rule: 'maxLength' }]);
    expect(await taskOf(answer.task_id ?? '')).toMatchObject({ file: { rows: 1 } });
  });

  it('are refused to who sees one merchant alone', async () => {
    await expect(imports.takeList(actingFor(actor, 1), [{}], REAL)).rejects.toBeInstanceOf(
      MaterialsAreShared,
    );
  });

  describe('of more rows than a request should wait for', () => {
    const ROWS = 12_000;

    it('are tasks whose result and bad rows are those of a short one', async () => {
      const { task_id, message } = await take([...many(ROWS), 'M-1,Again,bean,g,,,']);
      expect([message, await materials().count()]).toEqual(['Import started', 0]);
      await run(task_id ?? '');
      const task = await taskOf(task_id ?? '');
      expect(task).toMatchObject({ status: 'success', done: ROWS + 1, total: ROWS + 1, file: { rows: 1 } });
      expect(task.result).toMatchObject({
        total_rows: ROWS + 1,
        created: ROWS,
        failed_rows: 1,
        dry_run: false,
      });
      expect(await materials().count()).toBe(ROWS);
      expect(await readdir(join(storage, 'imports'))).toEqual([]);
    });

    it('stop between two chunks when they are canceled', async () => {
      const { task_id } = await take(many(ROWS));
      processor.between = async (done) => {
        if (done > 0) await app.get(TasksService).cancel(actor, task_id ?? '');
      };
      await run(task_id ?? '');
      expect(await taskOf(task_id ?? '')).toMatchObject({ status: 'canceled', result: { created: 1_000 } });
      expect(await materials().count()).toBe(1_000);
    });

    it('count every row once when their worker dies in the middle', async () => {
      await materials().insert({ code: 'M-7', name: 'Mine', type: 'bean', unit: 'g' });
      const { task_id } = await take(many(ROWS));
      processor.between = (done) =>
        done > 0 ? Promise.reject(new Error('the power is gone')) : Promise.resolve();
      await run(task_id ?? '');
      expect(await taskOf(task_id ?? '')).toMatchObject({ status: 'pending', result: { created: 999 } });
      processor.between = () => Promise.resolve();
      await database.dataSource.query(`update tasks set next_attempt_at = now() where task_id = $1`, [
        task_id,
      ]);
      await run(task_id ?? '');
      const task = await taskOf(task_id ?? '');
      expect(task).toMatchObject({ status: 'success', file: { rows: 1 } });
      expect(task.result as unknown as ImportResult).toMatchObject({
        created: ROWS - 1,
        unchanged: 0,
        failed_rows: 1,
        successful_rows: ROWS - 1,
      });
    });

    it('take nothing of a file that breaks off at its end', async () => {
      const { task_id } = await take([...many(ROWS), 'X,"never closed']);
      await run(task_id ?? '');
      const task = await taskOf(task_id ?? '');
      expect(task).toMatchObject({
        status: 'fail',
        error_message: expect.stringMatching(/never ends/) as string,
      });
      expect(await materials().count()).toBe(0);
    });
  });
});
