import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import type { ImportMapping } from '@coffee/contract/import-mapping';
import { Workbook } from 'exceljs';
import fc from 'fast-check';
import { safeCell } from '../exports';
import type { ImportFormat } from './import-files.service';
import type { ImportRow } from './import-rows';
import { openTable } from './import-tables';
import { ImportRefused } from './materials.errors';

const HEADER = 'code,name,type,unit,density,cost_per_1000,enabled';

describe('a file of materials', () => {
  let folder: string;
  let files = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imports-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (
    content: string | Uint8Array,
    format: ImportFormat = 'csv',
    mapping?: ImportMapping,
  ) => {
    const path = join(folder, String(++files));
    await writeFile(path, content);
    const { rows, ...table } = await openTable(path, format, mapping);
    const read: ImportRow[] = [];
    for await (const batch of rows) read.push(...batch);
    return { ...table, rows: read };
  };
  const materials = async (content: string | Uint8Array, format?: ImportFormat) =>
    (await read(content, format)).rows.map(({ material }) => material);
  const faults = async (line: string) => (await read(`${HEADER}\n${line}`)).rows.map((row) => row.faults)[0];
  const refusal = async (
    content: string | Uint8Array,
    format?: ImportFormat,
    mapping?: ImportMapping,
  ): Promise<string> => {
    const error: unknown = await read(content, format, mapping).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ImportRefused);
    return (error as ImportRefused).message;
  };

  it('is read in UTF-8 with and without a mark, and in GBK, whichever of three delimiters it has', async () => {
    const rows = [
      ['编码', '名称', '类型', '单位', '备注'],
      ['豆_A', '阿拉比卡, 深烘', 'bean', 'g', ''],
    ];
    // Nothing here writes GBK: 编码,名称,类型,单位 and one row.
    const gbk = Buffer.from(
      'b1e0c2eb2cc3fbb3c62cc0e0d0cd2cb5a5cebb0ab6b92cb0a2c0adb1c82c6265616e2c670a',
      'hex',
    );
    expect(await materials(gbk)).toMatchObject([
      { row: 2, code: '豆', name: '阿拉比', type: 'bean', unit: 'g' },
    ]);
    for (const mark of ['', '\ufeff'])
      for (const delimiter of [',', ';', '\t']) {
        const text = rows.map((row) => row.map((cell) => `"${cell}"`).join(delimiter)).join('\r\n');
        const { rows: read_, ignored } = await read(mark + text);
        expect(read_.map(({ material }) => material)).toMatchObject([
          { code: '豆_A', name: '阿拉比卡, 深烘' },
        ]);
        expect(ignored).toEqual(['备注']);
      }
  });

  it('is refused for its header with what its columns may be, and taken once somebody has said it', async () => {
    const content =
      '\ufeffNr;Name of it;Remark;Kind;Unit price;计量单位;error\nA;Eins;x;bean;1.50;g;old reason';
    const error: unknown = await read(content).catch((thrown: unknown) => thrown);
    expect((error as ImportRefused).message).toMatch(/none for code, name, type$/);
    expect((error as ImportRefused).details).toMatchObject({
      validation_errors: [{ field: 'file', rule: 'header' }],
      columns: [
        { header: 'Nr', field: null, suggestion: null },
        { header: 'Name of it', field: null, suggestion: 'name' },
        { header: 'Remark', field: null, suggestion: null },
        { header: 'Kind', field: null, suggestion: 'type' },
        { header: 'Unit price', field: null, suggestion: 'cost_per_1000' },
        { header: '计量单位', field: 'unit', suggestion: null },
      ],
    });
    const mapping: ImportMapping = { Nr: 'code', 'Name of it': 'name', Kind: 'type', Elsewhere: 'density' };
    const table = await read(content, 'csv', mapping);
    expect(table.rows[0]).toMatchObject({ faults: [], material: { code: 'A', name: 'Eins', type: 'bean' } });
    expect(table.ignored).toEqual(['Remark', 'Unit price']);
    expect(await refusal('code,name,type,unit,Nr', 'csv', mapping)).toMatch(/Two columns/);
    expect(await refusal(`${HEADER}\n`, 'csv', { name: null })).toMatch(/none for name/);
  });

  it('gives back the rows that were written, whatever is in them', async () => {
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      // What the rules refuse: control characters, blanks at the ends.
      .map((text) => text.replace(/[\p{Cc}\p{Cs}]/gu, '').trim())
      .filter((text) => text !== '');
    const row = fc.record({
      code: word,
      name: word,
      type: word,
      unit: word,
      density: fc.option(fc.integer({ min: 1, max: 100_000 }).map((n) => n / 1000)),
      costMinor: fc.option(fc.integer({ min: 0, max: 2_000_000_000 })),
      enabled: fc.boolean(),
    });
    const delimiters = fc.constantFrom(',', ';', '\t');
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        delimiters,
        async (rows, delimiter) => {
          const lines = rows.map(({ costMinor, ...row_ }) => {
            const cost = costMinor === null ? '' : (costMinor / 100).toFixed(2);
            const texts = [row_.code, row_.name, row_.type, row_.unit].map(safeCell);
            const cells = [...texts, String(row_.density ?? ''), cost, String(row_.enabled)];
            return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter);
          });
          const text = [HEADER.replaceAll(',', delimiter), ...lines].join('\n');
          expect(await materials(text)).toEqual(rows.map((each, index) => ({ row: index + 2, ...each })));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('tells each row’s mistakes by field, and every field once', async () => {
    expect(await faults('A,B,bean,g,0.5,12.50,yes')).toEqual([]);
    const fields = async (line: string) => (await faults(line))?.map(({ field }) => field);
    expect(await fields(',B,bean,,0.5,1,true')).toEqual(['code', 'unit']);
    expect(await fields('A,B,bean,g,heavy,1.234,maybe')).toEqual(['density', 'cost_per_1000', 'enabled']);
    expect(await fields('A,B,bean,g,-1,20000001,')).toEqual(['density', 'cost_per_1000']);
    expect(await fields('A,B,bean,g,,,,surplus')).toEqual(['row']);
    expect(await fields(`${'x'.repeat(101)},B,bean,g,,,`)).toEqual(['code']);
  });

  it('is never believed to hold a formula, and a text that looks like one goes with an apostrophe', async () => {
    expect(await faults('A,"=cmd|\'/c calc\'!A1",bean,g,,,')).toMatchObject([{ field: 'name' }]);
    expect(await materials(`${HEADER}\nA,'=B,bean,g,,,`)).toMatchObject([{ name: '=B' }]);
  });

  it('counts rows as a spreadsheet does, empty ones too', async () => {
    expect((await materials(`${HEADER}\n\nA,"two\nlines",x,g\n,,,\nB,C,x,g`)).map((row) => row?.row)).toEqual(
      [undefined, 5],
    );
  });

  it.each([
    ['no rows at all', '', /no header/],
    ['no header', 'A,B,bean,g', /none for code, name, type, unit/],
    ['a column that is missing', 'code,name,type\nA,B,bean', /none for unit/],
    ['a column twice', 'code,name,type,unit,Code\n', /Two columns are named code/],
    ['NUL bytes', `${HEADER}\nA,B\0,bean,g`, /NUL/],
    ['UTF-16', Buffer.from(`\ufeff${HEADER}`, 'utf16le'), /UTF-16/],
    ['bytes of no encoding', Buffer.from([0x63, 0xff, 0xff, 0x0a]), /neither UTF-8 nor GBK/],
    ['a gigantic line', `${HEADER}\n${'x'.repeat(1_000_000)}`, /more than 65536 characters/],
    ['a gigantic cell in quotes', `${HEADER}\n"${'x\n'.repeat(500_000)}"`, /more than 65536 characters/],
    ['a quote that never ends', `${HEADER}\n"A,B,bean,g`, /never ends/],
    ['a quote in the middle', `${HEADER}\nA"B,C,bean,g`, /quote/],
    ['a thousand columns', `code,name,type,unit${',x'.repeat(1000)}\n`, /more than 100 columns/],
  ])('is refused as a whole for %s', async (_what, content, message) => {
    expect(await refusal(content)).toMatch(message);
  });

  describe('as a workbook', () => {
    const workbook = async (rows: unknown[][]): Promise<Buffer> => {
      const book = new Workbook();
      const sheet = book.addWorksheet('Materials');
      for (const row of rows) sheet.addRow(row);
      return Buffer.from(await book.xlsx.writeBuffer());
    };

    it('says the same as a text does', async () => {
      const header = HEADER.split(',');
      const content = await workbook([
        header,
        ['A', '豆 "x"', 'bean', 'g', 0.1 + 0.2, 12.1, true],
        [],
        [42, { richText: [{ text: 'two ' }, { text: 'runs' }] }, 'bean', 'g', null, '7.50', 'no'],
      ]);
      expect(await materials(content, 'xlsx')).toEqual([
        {
          row: 2,
          code: 'A',
          name: '豆 "x"',
          type: 'bean',
          unit: 'g',
          density: 0.3,
          costMinor: 1210,
          enabled: true,
        },
        {
          row: 4,
          code: '42',
          name: 'two runs',
          type: 'bean',
          unit: 'g',
          density: null,
          costMinor: 750,
          enabled: false,
        },
      ]);
    });

    it('does not lend a formula’s last result', async () => {
      const content = await workbook([
        ['code', 'name', 'type', 'unit'],
        ['A', { formula: 'B1', result: 'B' }, 'x', 'g'],
      ]);
      expect((await read(content, 'xlsx')).rows[0]?.faults).toMatchObject([{ field: 'name' }]);
    });

    const sheetOf = (rows: string): string => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
    const parts = (sheet: string | Buffer, shared = '<sst/>'): Record<string, string | Buffer> => ({
      'xl/workbook.xml': '<workbook><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/sharedStrings.xml': shared,
      'xl/worksheets/sheet1.xml': sheet,
    });

    it('is refused for a bomb, however it is folded', async () => {
      const zeros = Buffer.alloc(16 * 1024 * 1024, ' ');
      expect(await refusal(zipOf(parts(zeros)), 'xlsx')).toMatch(/unpacks to far more/);
      expect(await refusal(zipOf(parts(sheetOf(''), `<sst>${' '.repeat(16e6)}</sst>`)), 'xlsx')).toMatch(
        /unpacks/,
      );
      // One that tells a small size.
      expect(await refusal(zipOf(parts(zeros), { told: 1000 }), 'xlsx')).toMatch(/not a workbook|unpacks/);
    });

    it.each([
      ['no archive', Buffer.from('PK\u0003\u0004 and so on')],
      ['an archive without a workbook', zipOf({ 'readme.txt': 'hello' })],
      ['entities of its own', zipOf(parts(`<!DOCTYPE x [<!ENTITY a "b">]>${sheetOf('')}`))],
      ['XML that breaks off', zipOf(parts('<worksheet><sheetData><row><c'))],
      ['a part twice', zipOf(parts(sheetOf('')), { twice: true })],
    ])('is refused for %s', async (_what, content) => {
      expect(await refusal(content, 'xlsx')).toMatch(/not a workbook/);
    });
  });
});

/** The least archive: what is tested is what a friendly library would not write. */
function zipOf(
  files: Record<string, string | Buffer>,
  { told, twice = false }: { told?: number; twice?: boolean } = {},
): Buffer {
  const entries = Object.entries(files);
  if (twice) entries.push(...entries.slice(-1));
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of entries) {
    const data = Buffer.from(text as string);
    const packed = deflateRawSync(data);
    const fixed = Buffer.alloc(26);
    fixed.writeUInt16LE(20, 0);
    fixed.writeUInt16LE(8, 4);
    fixed.writeUInt32LE(crc32(data), 10);
    fixed.writeUInt32LE(packed.length, 14);
    fixed.writeUInt32LE(told ?? data.length, 18);
    fixed.writeUInt16LE(name.length, 22);
    bodies.push(Buffer.from('PK\u0003\u0004', 'latin1'), fixed, Buffer.from(name), packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\0', 'latin1'), fixed, tail, Buffer.from(name));
    offset += 30 + name.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, listed, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}
