import { TenantDb } from '@coffee/data/tenant-db';
import { Config } from '@coffee/platform/config';
import type { Actor } from '@coffee/platform/context';
import { DomainError } from '@coffee/platform/errors';
import { FileStore } from '@coffee/platform/storage';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { EXPORTS_FOLDER, TaskRequesters, type LogLine, type TaskOutcome, type TaskRun } from '../tasks';
import { BadFile, badName } from './bad-file';
import { importEntry } from './import-audit';
import { ImportFiles } from './import-files.service';
import { ImportPass, type ImportSteps, type Tally } from './import-pass';
import type { ImportTable } from './import-rows';
import { importChunk, type ImportMode, type Outcome } from './import-statement';
import { openTable } from './import-tables';
import type { MaterialImport } from './material-imports.service';
import { refuseSharedEdit } from './materials.service';

/** What a task keeps with each chunk: an attempt after the worker's death goes on behind it and counts nothing twice. */
interface Kept extends Tally {
  dry_run: boolean;
  through_row: number;
}

const UNIT = 'rows';
/** More would outlive two collections of young objects, and pile up among the old ones: 5,000 took a third more memory. */
const CHUNK_ROWS = 1_000;

/** Long imports, in the worker: chunk by chunk, each with its audit entry and its count in one transaction. */
@Injectable()
export class MaterialImportRuns {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
    private readonly files: ImportFiles,
    private readonly store: FileStore,
    private readonly requesters: TaskRequesters,
    private readonly config: Config,
  ) {}

  async run(params: MaterialImport, run: TaskRun): Promise<TaskOutcome> {
    try {
      const outcome = await this.import(params, run);
      await this.files.remove(params.key);
      return outcome;
    } catch (error) {
      // Whatever is wrong will be wrong the next time, too. Of other failures another attempt needs the file.
      if (error instanceof DomainError && error.kind === 'invalid') await this.files.remove(params.key);
      throw error;
    }
  }

  private async import(params: MaterialImport, run: TaskRun): Promise<TaskOutcome> {
    const actor = await this.requesters.actorOf(run.task, 'materials.manage');
    refuseSharedEdit(actor);
    const path = await this.files.find(params.key);
    // A whole look first: a file that breaks off in the middle changes nothing.
    const total = await (await openTable(path, params.format, params.mapping)).count();
    await run.step('rows');
    await run.progress({ done: 0, total, unit: UNIT });
    const table = await openTable(path, params.format, params.mapping);
    return this.importTable(actor, table, params, run, total);
  }

  private async importTable(
    actor: Actor,
    table: ImportTable,
    params: MaterialImport,
    run: TaskRun,
    total: number,
  ): Promise<TaskOutcome> {
    const { taskId, attempts } = run.task;
    const place = {
      key: `${EXPORTS_FOLDER}/${taskId}-${attempts}.csv`,
      name: badName(params.name),
      ttlHours: this.config.exportTtlHours,
    };
    const bad = new BadFile(this.store, place, table.header);
    const mode: ImportMode = { overwrite: params.overwrite_existing, dryRun: params.dry_run };
    const kept = run.task.result as Kept | null;
    const steps: ImportSteps = {
      chunkRows: CHUNK_ROWS,
      write: this.writer(actor, params, mode, run, kept?.through_row ?? 0, () => pass),
      bad: (row, faults) => bad.add(row, faults),
      progress: (done) => run.progress({ done, total, unit: UNIT }),
    };
    const pass: ImportPass = new ImportPass(mode, steps, table);
    if (kept) Object.assign(pass.tally, pick(kept));
    try {
      await pass.run(table.rows);
      const file = await bad.finish();
      const result = pass.result();
      return file ? { result, file } : { result };
    } catch (error) {
      await bad.discard();
      throw error;
    }
  }

  private writer(
    actor: Actor,
    { name }: MaterialImport,
    mode: ImportMode,
    run: TaskRun,
    doneThrough: number,
    passOf: () => ImportPass,
  ): ImportSteps['write'] {
    return async (materials, last) => {
      // Written and counted by an attempt before: only its bad rows are wanted again.
      const isDone = last <= doneThrough;
      const { tally } = passOf();
      const outcomes = await this.db.transaction(actor, async (tx) => {
        const found = await importChunk(tx, materials, isDone ? { ...mode, dryRun: true } : mode);
        if (isDone) return found;
        const entry = mode.dryRun ? null : importEntry(name, materials, found, run.task.taskId);
        if (entry) await this.audit.record(tx, actor, entry);
        const kept: Kept = { dry_run: mode.dryRun, ...tallied(tally, found), through_row: last };
        await run.keep(tx, kept);
        return found;
      });
      if (!isDone) passOf().count(outcomes);
      await run.log(chunkLine(last, isDone, outcomes));
      return outcomes;
    };
  }
}

const pick = ({ created, updated, unchanged }: Tally): Tally => ({ created, updated, unchanged });

/** Rows of one chunk that are not in it were bad: the file of bad rows has them. */
function chunkLine(last: number, isDone: boolean, outcomes: readonly Outcome[]): LogLine {
  if (isDone)
    return {
      level: 'info',
      code: 'chunk_known',
      message: `Rows up to ${last} were done by an attempt before`,
      details: { last },
    };
  const counts = { ...tallied({ created: 0, updated: 0, unchanged: 0 }, outcomes) };
  const { created, updated, unchanged } = counts;
  return {
    level: 'info',
    code: 'chunk_done',
    message: `Rows up to ${last}: ${created} created, ${updated} updated, ${unchanged} unchanged`,
    details: { last, ...counts },
  };
}

function tallied(before: Tally, outcomes: Iterable<string>): Tally {
  const sum = pick(before);
  for (const outcome of outcomes) if (outcome in sum) sum[outcome as keyof Tally] += 1;
  return sum;
}
