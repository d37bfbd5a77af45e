import type { ExportFormat, ExportLanguage } from '@coffee/contract/orders';
import type { Conditions } from '@coffee/data/list-query';
import { SnapshotDb, type Snapshot } from '@coffee/data/snapshot-db';
import type { Scope } from '@coffee/data/tenant-db';
import type { EntityClass } from '@coffee/data/tenant-scope';
import { Config } from '@coffee/platform/config';
import type { Actor } from '@coffee/platform/context';
import { FileStore, type NewFile, put } from '@coffee/platform/storage';
import { Injectable } from '@nestjs/common';
import type { Writable } from 'node:stream';
import { EXPORTS_FOLDER, type TaskOutcome, type TaskRun } from '../tasks';
import { type ExportColumn, selectCells } from './export-columns';
import { XlsxBook } from './xlsx-book';

/** Which rows, in which columns. */
export interface ExportedList {
  entity: EntityClass;
  alias: string;
  from: string;
  /** What they read of other tables is kept within reach by their own scope. */
  joins: string | ((scope: Scope) => string);
  where: Conditions;
  orderBy: string;
  columns: readonly ExportColumn[];
}

export interface ExportOrder {
  list: ExportedList;
  format: ExportFormat;
  language: ExportLanguage;
  /** Times are written in it. */
  timeZone: string;
  /** Without its ending. */
  name: string;
  title: string;
}

/** Excel reads a CSV as UTF-8 only when it begins with this. */
export const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** The steps of every export, each with its share of the work. */
export const EXPORT_STEPS = { count: 0, write: 1, store: 0 } as const;
const ROWS_BETWEEN_PAUSES = 100;
const UNIT = 'rows';

type Tell = (done: number) => Promise<void>;
const tellNobody: Tell = () => Promise.resolve();

/**
 * Writes a list into a file, of any length in the same memory. A CSV is made by PostgreSQL itself and only passes
 * through, so that a worker stays free for its other tasks; a workbook is made here, row by row.
 */
@Injectable()
export class ExportWriter {
  constructor(
    private readonly snapshots: SnapshotDb,
    private readonly store: FileStore,
    private readonly config: Config,
  ) {}

  /** Every attempt has a file of its own: an attempt that was taken for dead cannot spoil the next one's. */
  async write(actor: Actor, order: ExportOrder, run: TaskRun): Promise<TaskOutcome> {
    const { taskId, attempts } = run.task;
    const key = `${EXPORTS_FOLDER}/${taskId}-${attempts}.${order.format}`;
    const file = this.store.create(key);
    try {
      const rows = await this.snapshots.read(actor, order.timeZone, (snapshot) =>
        this.fill(file, snapshot, order, run),
      );
      await run.step('store');
      const stored = await file.commit();
      const name = `${order.name}.${order.format}`;
      return { file: { key, name, rows, ttlHours: this.config.exportTtlHours, ...stored } };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  /** Straight to whoever waits for it; answers how many rows there were. For lists that are short enough to wait for. */
  send(actor: Actor, order: ExportOrder, target: Writable): Promise<number> {
    return this.snapshots.read(actor, order.timeZone, (snapshot) =>
      this.pour(target, snapshot, order, tellNobody),
    );
  }

  /** Counted and read at the same moment: the figures fit the file, whatever is sold meanwhile. */
  private async fill(file: NewFile, snapshot: Snapshot, order: ExportOrder, run: TaskRun): Promise<number> {
    const { entity, alias, from, where } = order.list;
    const [counted] = await snapshot.query<{ total: number }>(
      (scope) => `select count(*) as total from ${from} where ${scope(entity, alias)} and ${where.sql}`,
      where.parameters,
    );
    const total = counted?.total ?? 0;
    const tell: Tell = (done) => run.progress({ done, total, unit: UNIT });
    await run.step('write');
    await tell(0);
    return this.pour(file, snapshot, order, tell);
  }

  private pour(target: Writable, snapshot: Snapshot, order: ExportOrder, tell: Tell): Promise<number> {
    return order.format === 'csv'
      ? this.fillCsv(target, snapshot, order, tell)
      : this.fillBook(target, snapshot, order, tell);
  }

  private async fillCsv(
    target: Writable,
    snapshot: Snapshot,
    order: ExportOrder,
    tell: Tell,
  ): Promise<number> {
    await put(target, BYTE_ORDER_MARK);
    // The header is a line, but no row.
    let rows = -1;
    for await (const { bytes, lines } of snapshot.csv(statementOf(order), order.list.where.parameters)) {
      await put(target, bytes);
      rows += lines;
      await tell(rows);
    }
    return rows;
  }

  private async fillBook(
    target: Writable,
    snapshot: Snapshot,
    order: ExportOrder,
    tell: Tell,
  ): Promise<number> {
    const { columns, where } = order.list;
    const book = await XlsxBook.open(target, {
      title: order.title,
      header: columns.map(({ header }) => header[order.language]),
      kinds: columns.map(({ kind }) => kind),
    });
    let rows = 0;
    for await (const row of snapshot.rows(statementOf(order), where.parameters)) {
      book.add(row);
      rows += 1;
      if (rows % ROWS_BETWEEN_PAUSES !== 0) continue;
      await book.settle();
      await tell(rows);
    }
    await book.finish();
    return rows;
  }
}

function statementOf({ list, language }: ExportOrder) {
  const { alias, columns, entity, from, joins, orderBy, where } = list;
  return (scope: Scope): string =>
    `select ${selectCells(columns, language)} from ${from} ${typeof joins === 'string' ? joins : joins(scope)}
     where ${scope(entity, alias)} and ${where.sql} order by ${orderBy}`;
}
