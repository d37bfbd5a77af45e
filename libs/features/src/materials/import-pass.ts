import type { ImportFault, ImportResult } from '@coffee/contract/materials';
import { MaterialColumns } from './import-chunk';
import { ErrorGroups } from './import-groups';
import type { Fault, ImportRow, ImportTable } from './import-rows';
import type { ImportMode, Outcome } from './import-statement';

const ERRORS_TOLD = 1_000;

/** What was counted of an import so far. */
export interface Tally {
  created: number;
  updated: number;
  unchanged: number;
}

/** What an import does with its rows; the same for a dry run. */
export interface ImportSteps {
  /** As many as are written at once, while as many again are read. */
  chunkRows: number;
  /** Judges and, unless it is a dry run, writes; `last` is the chunk's last row. */
  write(materials: MaterialColumns, last: number): Promise<readonly Outcome[]>;
  /** Called for each bad row, in order. */
  bad(row: ImportRow, faults: readonly Fault[]): Promise<void>;
  /** After each chunk. */
  progress?(done: number): Promise<void>;
}

/** A row that is bad, or a good one that will be if its material exists: then `at` is its place among the good. */
interface Doubtful {
  row: ImportRow;
  faults: readonly Fault[];
  at: number | null;
}

class Chunk {
  readonly good = new MaterialColumns();
  readonly doubtful: Doubtful[] = [];
  length = 0;
  last = 0;

  /** Where what exists is overwritten, a good row stays good. */
  add(row: ImportRow, faults: readonly Fault[], overwrite: boolean): void {
    this.length += 1;
    this.last = row.row;
    const material = faults.length === 0 ? row.material : null;
    if (material) this.good.add(material);
    if (material && overwrite) return;
    this.doubtful.push({ row, faults, at: material ? this.good.length - 1 : null });
  }
}

/** One way through the rows, chunk by chunk; dry or not, from a form, a body or a task. */
export class ImportPass {
  readonly tally: Tally = { created: 0, updated: 0, unchanged: 0 };
  private readonly firstRowOf = new Map<string, number>();
  private readonly errors: ImportFault[] = [];
  private readonly groups: ErrorGroups;
  private waiting = new Chunk();
  private total = 0;
  private failed = 0;

  constructor(
    private readonly mode: ImportMode,
    private readonly steps: ImportSteps,
    private readonly table: Pick<ImportTable, 'fields' | 'columns' | 'ignored'>,
  ) {
    this.groups = new ErrorGroups(table.fields);
  }

  /** A chunk is read and judged while the one before it is written. */
  async run(batches: AsyncIterable<readonly ImportRow[]> | readonly (readonly ImportRow[])[]): Promise<void> {
    let writing: Promise<void> = Promise.resolve();
    const next = async (): Promise<void> => {
      await writing;
      writing = this.flush();
      // Told to whoever awaits it next; until then it is no failure that nobody looks at.
      writing.catch(() => undefined);
    };
    try {
      for await (const rows of batches)
        for (const row of rows) {
          this.total += 1;
          this.waiting.add(row, this.withDuplicate(row), this.mode.overwrite);
          if (this.waiting.length >= this.steps.chunkRows) await next();
        }
      if (this.waiting.length > 0) await next();
    } finally {
      // Whatever ends the reading, nothing is still being written afterwards.
      await writing;
    }
  }

  result(): ImportResult {
    return {
      dry_run: this.mode.dryRun,
      total_rows: this.total,
      successful_rows: this.total - this.failed,
      failed_rows: this.failed,
      ...this.tally,
      errors: this.errors,
      error_groups: this.groups.list(),
      ignored_columns: [...this.table.ignored],
      columns: [...this.table.columns],
    };
  }

  /** Of two rows with one code neither order nor place says which is meant: the first is taken, the rest are told. */
  private withDuplicate({ row, code, faults }: ImportRow): readonly Fault[] {
    if (code === null || code === '') return faults;
    const first = this.firstRowOf.get(code);
    if (first === undefined) {
      this.firstRowOf.set(code, row);
      return faults;
    }
    return [...faults, { field: 'code', rule: 'isDuplicate', error: `code stands in row ${first} already` }];
  }

  private async flush(): Promise<void> {
    const chunk = this.waiting;
    this.waiting = new Chunk();
    const done = this.total;
    const outcomes = await this.steps.write(chunk.good, chunk.last);
    for (const { row, faults, at } of chunk.doubtful)
      if (at === null) await this.tellBad(row, faults);
      else if (outcomes[at] === 'exists') await this.tellBad(row, EXISTS);
    await this.steps.progress?.(done);
  }

  /** What a chunk came to. Counted where it is written, so that a task counts it once. */
  count(outcomes: Iterable<Outcome>): void {
    for (const outcome of outcomes) if (outcome !== 'exists') this.tally[outcome] += 1;
  }

  private async tellBad(row: ImportRow, faults: readonly Fault[]): Promise<void> {
    this.failed += 1;
    for (const fault of faults) {
      this.groups.add(row, fault);
      if (this.errors.length < ERRORS_TOLD) this.errors.push({ row: row.row, code: row.code, ...fault });
    }
    await this.steps.bad(row, faults);
  }
}

const EXISTS: readonly Fault[] = [
  {
    field: 'code',
    rule: 'isTaken',
    error: 'code exists already with other values: choose to overwrite what exists',
  },
];
