import { OrderEntity, UserEntity } from '@coffee/data/entities';
import { SnapshotDb } from '@coffee/data/snapshot-db';
import { systemActor } from '@coffee/platform/context';
import { eventually } from '@coffee/testing/eventually';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Workbook } from 'exceljs';
import fc from 'fast-check';
import { createHash, randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { type ExportColumn, FORMULA_STARTS, selectCells } from './export-columns';
import { XlsxBook } from './xlsx-book';

const system = systemActor();
const TRIGGERS = FORMULA_STARTS.map((point) => String.fromCodePoint(point));

describe('what is exported', () => {
  let database: TestDatabase;
  let snapshots: SnapshotDb;

  beforeAll(async () => {
    database = await createTestDatabase();
    snapshots = new SnapshotDb({ url: database.url, poolSize: 1, applicationName: 'spec' });
  });
  afterAll(() => database.drop());

  const text: ExportColumn = { kind: 'text', sql: 't.value', header: { en: 'Text', 'zh-CN': '文本' } };

  const exported = (values: string[]): Promise<string[]> =>
    snapshots.read(system, 'UTC', async (snapshot) => {
      const cells: string[] = [];
      const rows = snapshot.rows(
        (scope) => `select ${selectCells([text], 'en')} from unnest($1::text[]) with ordinality t (value, n)
          where ${scope(UserEntity, 't')} order by n`,
        [values],
      );
      for await (const [cell] of rows) cells.push(cell ?? '');
      return cells;
    });
  const restored = (cell: string): string =>
    TRIGGERS.includes(cell.replace(/^'+/, '')[0] ?? '') ? cell.slice(1) : cell;

  it('is never a formula to a spreadsheet, and loses nothing by that', async () => {
    const signs = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...TRIGGERS, `'`) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 1 }) },
    );
    const words = fc.array(signs, { maxLength: 6 }).map((parts) => parts.join('').replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 50 }), async (values) => {
        const cells = await exported(values);
        expect(cells.filter((cell) => TRIGGERS.includes(cell[0] ?? ''))).toEqual([]);
        expect(cells.map(restored)).toEqual(values);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps numbers and money as numbers, below zero too', async () => {
    const columns: ExportColumn[] = [
      { kind: 'money', sql: 'v.minor', header: { en: 'Money', 'zh-CN': '金额' } },
      { kind: 'number', sql: 'v.minor', header: { en: 'Count', 'zh-CN': '数量' } },
    ];
    const csv = await snapshots.read(system, 'UTC', async (snapshot) => {
      const chunks: Buffer[] = [];
      const statement = `from (values (-5::bigint), (123456789012::bigint)) v (minor)`;
      for await (const { bytes } of snapshot.csv(
        (scope) => `select ${selectCells(columns, 'en')} ${statement} where ${scope(OrderEntity, 'v')}`,
        [],
      ))
        chunks.push(bytes);
      return Buffer.concat(chunks).toString();
    });
    expect(csv).toBe('Money,Count\n-0.05,-5\n1234567890.12,123456789012\n');
  });

  it('is read with the conditions’ values as they are, quotes, backslashes and dollars included', async () => {
    const odd = [`it's`, 'back\\slash', '$1', '中文', `'); drop table orders; --`];
    const csv = await snapshots.read(system, 'UTC', async (snapshot) => {
      const chunks: Buffer[] = [];
      for await (const { bytes, lines } of snapshot.csv(
        (scope) =>
          `select v as "V" from unnest($1::text[]) v where v <> $2 and $3 and ${scope(UserEntity, 'v')}`,
        [odd, `it's`, true],
      )) {
        expect(lines).toBe(odd.length);
        chunks.push(bytes);
      }
      return Buffer.concat(chunks).toString();
    });
    expect(csv.trim().split('\n')).toEqual(['V', ...odd.slice(1)]);
  });

  it('tells a mistake of the statement, and the connection ends with it', async () => {
    const read = snapshots.read(system, 'UTC', async (snapshot) => {
      const lines = snapshot.csv((scope) => `select 1 / 0 as x where ${scope(UserEntity, 'u')}`, []);
      for await (const _ of lines) expect(_).toBeUndefined();
    });
    await expect(read).rejects.toThrow('division by zero');
  });

  it('is what the database sent, however slow its reader is', async () => {
    const lines = 40_000;
    const csv = await snapshots.read(system, 'UTC', async (snapshot) => {
      const kept: Buffer[] = [];
      const copied = snapshot.csv(
        (scope) => `select n as "N", md5(n::text) as "Hash", repeat('y', n % 50) as "Filling"
          from generate_series(1, $1::integer) n where ${scope(UserEntity, 'n')} order by n`,
        [lines],
      );
      // Looked at only when all has come and the connection has read into its buffer many times over.
      for await (const { bytes } of copied) {
        kept.push(bytes);
        await turn();
      }
      return Buffer.concat(kept).toString();
    });
    const [header, ...rows] = csv.trimEnd().split('\n');
    expect(header).toBe('N,Hash,Filling');
    expect(rows).toHaveLength(lines);
    const wrong = rows.filter((row, index) => {
      const n = index + 1;
      const hash = createHash('md5').update(String(n)).digest('hex');
      return row !== `${n},${hash},${'y'.repeat(n % 50) || '""'}`;
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('does not go on in the database when the reader leaves in the middle', async () => {
    const leave = snapshots.read(system, 'UTC', async (snapshot) => {
      const lines = snapshot.csv(
        (
          scope,
        ) => `select repeat('x', 1000) as "X" from generate_series(1, 10000) u, generate_series(1, 10000) v
          where ${scope(UserEntity, 'u')}`,
        [],
      );
      for await (const { bytes } of lines) {
        expect(bytes.length).toBeGreaterThan(100_000);
        throw new Error('enough');
      }
    });
    await expect(leave).rejects.toThrow('enough');
    await eventually('its session is gone', async () => {
      const rows = await database.dataSource.query<unknown[]>(
        `select 1 from pg_stat_activity where datname = current_database() and query like 'copy (select repeat%'`,
      );
      return rows.length === 0;
    });
  });

  it('makes a workbook wait for a slow disk rather than pile it up in memory', async () => {
    const rowsBetween = 200;
    const disk = new PassThrough();
    const book = await XlsxBook.open(disk, { title: 'Cups', header: ['A', 'B'], kinds: ['text', 'text'] });
    let settled = 0;
    let finished = false;
    const writing = (async () => {
      for (; settled < 200; settled += 1) {
        // Random words, so that the archive cannot pack them away.
        for (let n = 0; n < rowsBetween; n += 1)
          book.add([randomBytes(200).toString('base64'), randomBytes(200).toString('base64')]);
        await book.settle();
      }
      await book.finish();
      finished = true;
    })();
    let looks = 0;
    let seen = -1;
    await eventually('the book waits', () => {
      looks = settled === seen && disk.writableNeedDrain ? looks + 1 : 0;
      seen = settled;
      return looks === 20;
    });
    expect(settled).toBeLessThan(60);
    expect(finished).toBe(false);
    disk.resume();
    await writing;
    expect(settled).toBe(200);
  });

  it('goes on in another sheet where one is full', async () => {
    const target = new PassThrough();
    const whole = buffer(target);
    const book = await XlsxBook.open(target, {
      title: 'Cups',
      header: ['N'],
      kinds: ['number'],
      maxSheetRows: 3,
    });
    for (let n = 1; n <= 5; n += 1) book.add([String(n)]);
    await book.finish();
    const read = new Workbook();
    await read.xlsx.load((await whole) as unknown as ArrayBuffer);
    const values = read.worksheets.map((sheet) => [sheet.name, sheet.getColumn(1).values.slice(1)]);
    expect(values).toEqual([
      ['Cups', ['N', 1, 2]],
      ['Cups 2', ['N', 3, 4]],
      ['Cups 3', ['N', 5]],
    ]);
  });
});
