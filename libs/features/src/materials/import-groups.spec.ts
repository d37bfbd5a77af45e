import { ErrorGroups } from './import-groups';
import type { Fault } from './import-rows';

const FIELDS = ['code', null, 'name'] as const;
const row = (at: number, ...cells: string[]) => ({ row: at, code: null, cells, faults: [], material: null });
const fault = (field: string, rule: string): Fault => ({ field, rule, error: `${field} breaks ${rule}` });

describe('the mistakes of an import', () => {
  it('are counted for all rows by field and rule, the most frequent first, with the first rows and an example', () => {
    const groups = new ErrorGroups(FIELDS);
    groups.add(row(2, 'A', 'x', '=1+1'), fault('name', 'isFormula'));
    for (let at = 3; at < 2_003; at += 1) groups.add(row(at, `code ${at}`), fault('code', 'isTaken'));
    groups.add(row(9, 'A'), fault('row', 'tooManyCells'));
    expect(groups.list()).toEqual([
      {
        field: 'code',
        rule: 'isTaken',
        count: 2_000,
        rows: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        example: 'code 3',
        error: 'code breaks isTaken',
      },
      expect.objectContaining({ field: 'name', count: 1, rows: [2], example: '=1+1' }),
      expect.objectContaining({ field: 'row', rows: [9], example: null }),
    ]);
  });

  it('stay few and short, whatever the rows are', () => {
    const groups = new ErrorGroups(FIELDS);
    for (let at = 1; at <= 500; at += 1)
      groups.add(
        row(at, `x${'😀'.repeat(500)}`),
        fault(at === 1 ? 'code' : `key ${at}`, 'whitelistValidation'),
      );
    const list = groups.list();
    expect(list).toHaveLength(100);
    expect(list[0]?.example).toBe(`x${'😀'.repeat(49)}`);
  });
});
