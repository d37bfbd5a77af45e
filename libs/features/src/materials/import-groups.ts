import type { ImportErrorGroup } from '@coffee/contract/materials';
import { type Fault, type ImportRow, shortened } from './import-rows';
import type { ImportField } from './material-columns';

/** JSON may break the rules with any key. */
const MAX_GROUPS = 100;
const ROWS_TOLD = 10;
const MAX_EXAMPLE = 100;

/** The mistakes of all rows, by field and rule, however many rows there are. */
export class ErrorGroups {
  private readonly groups = new Map<string, ImportErrorGroup>();

  constructor(private readonly fields: readonly (ImportField | null)[]) {}

  add(row: ImportRow, { field, rule, error }: Fault): void {
    const key = `${rule} ${field}`;
    const group = this.groups.get(key);
    if (group) {
      group.count += 1;
      if (group.rows.length < ROWS_TOLD) group.rows.push(row.row);
    } else if (this.groups.size < MAX_GROUPS) {
      const example = this.exampleOf(row, field);
      this.groups.set(key, { field, rule, count: 1, rows: [row.row], example, error });
    }
  }

  list(): ImportErrorGroup[] {
    return [...this.groups.values()].sort((a, b) => b.count - a.count);
  }

  private exampleOf({ cells }: ImportRow, field: string): string | null {
    const at = this.fields.findIndex((each) => each === field);
    if (at < 0) return null;
    return shortened(cells[at] ?? '', MAX_EXAMPLE);
  }
}
