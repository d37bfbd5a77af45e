import { createHash, randomUUID } from 'node:crypto';
import type { ImportMapping } from '@coffee/contract/import-mapping';
import type { ImportAnswer, ImportColumn, ImportResult } from '@coffee/contract/materials';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Config } from '@coffee/platform/config';
import type { Actor } from '@coffee/platform/context';
import { FileStore } from '@coffee/platform/storage';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { actOnce } from '../idempotency';
import { defineTask, EXPORTS_FOLDER, TasksService } from '../tasks';
import { BadBytes, badName } from './bad-file';
import { importEntry } from './import-audit';
import { type ImportFile, ImportFiles, type ImportFormat } from './import-files.service';
import { ImportPass, type ImportSteps } from './import-pass';
import { rowOfObject } from './import-rows';
import { importChunk, type ImportMode } from './import-statement';
import { LIST, openTable, type ShortTable, shortTable } from './import-tables';
import { ImportRefused } from './materials.errors';
import { refuseSharedEdit } from './materials.service';

/** What is stored with the task of a long import. */
export interface MaterialImport {
  key: string;
  format: ImportFormat;
  name: string;
  overwrite_existing: boolean;
  dry_run: boolean;
  mapping?: ImportMapping;
}

/** As many as an import may have without becoming a task: it is one chunk then, and one transaction. */
const AT_ONCE_ROWS = 5_000;

export const IMPORT_MATERIALS = defineTask<MaterialImport>('import_materials', {
  permission: 'materials.manage',
  steps: { look: 0, rows: 1 },
  inputOf: ({ key }) => key,
});

/** How somebody wants their rows imported. */
export interface ImportOrder extends ImportMode {
  /** The file as its sender calls it. */
  name: string;
  idempotencyKey: string | undefined;
  /** What the columns are, where their headers do not say it. */
  mapping?: ImportMapping | undefined;
}

/** Takes what people send: a short table at once and in one transaction, a long one as a task. */
@Injectable()
export class MaterialImports {
  constructor(
    private readonly db: TenantDb,
    private readonly tasks: TasksService,
    private readonly audit: AuditTrail,
    private readonly files: ImportFiles,
    private readonly store: FileStore,
    private readonly config: Config,
  ) {}

  /** Takes over the file: it is gone when this ends, unless a task needs it. */
  async takeFile(actor: Actor, file: ImportFile, order: ImportOrder): Promise<ImportAnswer> {
    let isKept = false;
    try {
      refuseSharedEdit(actor);
      const table = await openTable(file.path, file.format, order.mapping);
      const short = await shortTable(table, AT_ONCE_ROWS);
      if (short) return await this.importNow(actor, short, order, file.sha256);
      const { answer, again } = await this.start(actor, file, order, table.columns);
      isKept = !again;
      return answer;
    } finally {
      if (!isKept) await this.files.remove(file.key);
    }
  }

  async takeList(actor: Actor, objects: readonly object[], order: ImportOrder): Promise<ImportAnswer> {
    refuseSharedEdit(actor);
    if (objects.length > AT_ONCE_ROWS) return this.takeFile(actor, await this.storeList(objects), order);
    const rows = objects.map((object, index) => rowOfObject(object, index + 1));
    const sha256 = createHash('sha256').update(JSON.stringify(objects)).digest('hex');
    return this.importNow(actor, { ...LIST, rows }, order, sha256);
  }

  private storeList(objects: readonly object[]): Promise<ImportFile> {
    async function* lines(): AsyncGenerator<Buffer> {
      for (let at = 0; at < objects.length; at += AT_ONCE_ROWS) {
        const chunk = objects.slice(at, at + AT_ONCE_ROWS).map((object) => JSON.stringify(object));
        yield Promise.resolve(Buffer.from(`${chunk.join('\n')}\n`));
      }
    }
    return this.files.receive(lines(), 'rows');
  }

  private async importNow(
    actor: Actor,
    table: ShortTable,
    order: ImportOrder,
    sha256: string,
  ): Promise<ImportAnswer> {
    if (table.rows.length === 0) throw new ImportRefused('isNotEmpty', 'The file has a header and no rows');
    const bad = new BadBytes(table.header);
    const { answer, again } = await this.once(actor, order, sha256, (tx) =>
      this.importShort(tx, actor, table, order, bad),
    );
    if (!again && answer.task_id !== null) await this.write(fileKey(answer.task_id), bad.bytes);
    return answer;
  }

  private async importShort(
    tx: TenantTx,
    actor: Actor,
    table: ShortTable,
    order: ImportOrder,
    bad: BadBytes,
  ): Promise<ImportAnswer> {
    const importId = randomUUID();
    const steps: ImportSteps = {
      chunkRows: AT_ONCE_ROWS,
      write: async (materials) => {
        const outcomes = await importChunk(tx, materials, order);
        const entry = order.dryRun ? null : importEntry(order.name, materials, outcomes, importId);
        if (entry) await this.audit.record(tx, actor, entry);
        pass.count(outcomes);
        return outcomes;
      },
      bad: (row, faults) => bad.add(row, faults),
    };
    const pass: ImportPass = new ImportPass(order, steps, table);
    await pass.run([table.rows]);
    const result = pass.result();
    if (!bad.isEmpty) await this.recordBad(tx, actor, { importId, order, result, bad });
    return { ...result, task_id: bad.isEmpty ? null : importId, message: messageOf(result) };
  }

  /** The bad rows are fetched as those of a long import are: as the file of a task that has ended. */
  private async recordBad(
    tx: TenantTx,
    actor: Actor,
    found: { importId: string; order: ImportOrder; result: ImportResult; bad: BadBytes },
  ): Promise<void> {
    const { importId, order, result, bad } = found;
    const { exportTtlHours: ttlHours } = this.config;
    await this.tasks.record(tx, actor, {
      type: IMPORT_MATERIALS,
      taskId: importId,
      params: { key: '', format: 'csv', ...paramsOf(order) },
      merchantId: null,
      scope: scopeOf(order),
      file: bad.recordAt({ key: fileKey(importId), name: badName(order.name), ttlHours }),
      result,
    });
  }

  private async start(
    actor: Actor,
    file: ImportFile,
    order: ImportOrder,
    columns: readonly ImportColumn[],
  ): Promise<{ answer: ImportAnswer; again: boolean }> {
    const { key, format, sha256 } = file;
    const started = await this.once(actor, order, sha256, async (tx) => {
      const task = await this.tasks.create(tx, actor, {
        type: IMPORT_MATERIALS,
        params: { key, format, ...paramsOf(order) },
        merchantId: null,
        scope: scopeOf(order),
      });
      await this.audit.record(tx, actor, {
        action: 'material.import_started',
        targetType: 'material_import',
        targetId: task.task_id,
        summary: `Began to ${order.dryRun ? 'check' : 'import'} materials from ${order.name}`,
        after: { ...paramsOf(order), sha256 },
      });
      return { columns: [...columns], task_id: task.task_id, message: 'Import started' };
    });
    const { task_id: taskId } = started.answer;
    if (!started.again && taskId !== null) await this.tasks.wake(taskId);
    return started;
  }

  private once(
    actor: Actor,
    { overwrite, dryRun, mapping, idempotencyKey: key }: ImportOrder,
    sha256: string,
    work: (tx: TenantTx) => Promise<ImportAnswer>,
  ): Promise<{ answer: ImportAnswer; again: boolean }> {
    const act = {
      name: 'import-materials',
      key,
      request: { sha256, overwrite, dryRun, ...(mapping && { mapping }) },
    };
    return this.db.transaction(actor, (tx) => actOnce(tx, actor, act, () => work(tx)));
  }

  private async write(key: string, bytes: Buffer): Promise<void> {
    const file = this.store.create(key);
    await file.add(bytes);
    await file.commit();
  }
}

const fileKey = (taskId: string): string => `${EXPORTS_FOLDER}/${taskId}-0.csv`;

function paramsOf({ mapping, ...order }: ImportOrder) {
  return { ...toldOf(order), ...(mapping && { mapping }) };
}

function toldOf({ name, overwrite, dryRun }: ImportOrder) {
  return { name, overwrite_existing: overwrite, dry_run: dryRun };
}

function scopeOf(order: ImportOrder): Record<string, unknown> {
  return { list: 'materials', ...toldOf(order) };
}

function messageOf({ dry_run: dryRun, created, updated }: ImportResult): string {
  if (dryRun) return 'Checked: nothing was changed';
  return created + updated === 0 ? 'Nothing changed' : 'Imported';
}
