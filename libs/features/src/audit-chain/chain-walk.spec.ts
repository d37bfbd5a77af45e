import { Config, loadConfig } from '@coffee/platform/config';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { bigintBytes, ChainKey } from './chain-key';
import { type Break, ChainWalk } from './chain-walk';
import { type BinaryRow, binaryRows } from './seal-rows';

const key = new ChainKey(new Config({ ...loadConfig(), auditKey: 'a key' }));
const genesis = key.genesis('chain');

/** A sound chain over entries 101, 102, …, as the database gives it. */
function chainOf(length: number): Buffer[][] {
  let before = genesis;
  return Array.from({ length }, (_, index) => {
    const content = createHash('sha256').update(`entry ${index}`).digest();
    const link = {
      position: bigintBytes(index + 1),
      entryId: bigintBytes(index + 101),
      entryAt: bigintBytes(index * 1_000_000),
      content,
    };
    before = key.seal(before, link);
    return [link.position, link.entryId, link.entryAt, content, before, Buffer.from(content)];
  });
}

function walked(rows: BinaryRow[], walk = new ChainWalk(key, genesis, [], null)): Break | null {
  let broken: Break | null = null;
  for (const row of rows) broken ??= walk.step(row);
  return broken;
}

describe('a walk along the chain', () => {
  it('finds any flipped bit of any field, and names its place', () => {
    const REASONS = [
      'seal_missing',
      'seal_changed',
      'seal_changed',
      'seal_changed',
      'seal_changed',
      'entry_changed',
    ];
    const place = fc.record({ row: fc.nat(4), field: fc.nat(5), byte: fc.nat(31), bit: fc.nat(7) });
    fc.assert(
      fc.property(place, ({ row, field, byte, bit }) => {
        const rows = chainOf(5);
        const bytes = rows[row]?.[field] ?? Buffer.alloc(0);
        const at = byte % bytes.length;
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
        expect(walked(rows)).toMatchObject({ reason: REASONS[field], position: row + 1 });
      }),
    );
  });

  it('finds seals that are missing, doubled or in another order', () => {
    const [first, second, third] = chainOf(3) as [Buffer[], Buffer[], Buffer[]];
    const missing = { reason: 'seal_missing', position: 2, entryId: null };
    expect(walked([first, third])).toEqual(missing);
    expect(walked([first, first, second])).toEqual(missing);
    expect(walked([first, third, second])).toEqual(missing);
    expect(walked([first, second, third])).toBeNull();
  });

  it('takes an entry that is gone for retired only within a month that was', () => {
    const rows = chainOf(3).map((row, index): BinaryRow => (index === 1 ? [...row.slice(0, 5), null] : row));
    expect(walked(rows)).toEqual({ reason: 'entry_missing', position: 2, entryId: 102 });
    const walk = new ChainWalk(key, genesis, [{ from: 1_000_000n, to: 1_000_001n }], null);
    expect(walked(rows, walk)).toBeNull();
    expect([walk.checked, walk.retired, walk.head?.position]).toEqual([2, 1, 3]);
  });

  it('is not misled by a chain that somebody else made', () => {
    const other = new ChainKey(new Config({ ...loadConfig(), auditKey: 'another key' }));
    expect(walked(chainOf(2), new ChainWalk(other, genesis, [], null))).toMatchObject({
      reason: 'seal_changed',
      position: 1,
    });
    const witnessed = { position: 2, hash: '00' };
    expect(walked(chainOf(2), new ChainWalk(key, genesis, [], witnessed))).toMatchObject({
      reason: 'head_differs',
      position: 2,
    });
  });
});

describe('rows of a binary copy', () => {
  const HEADER = Buffer.alloc(19);
  const TRAILER = Buffer.from([0xff, 0xff]);
  /** Two fields, the second null. */
  const ROW = Buffer.from([0, 2, 0, 0, 0, 1, 7, 0xff, 0xff, 0xff, 0xff]);

  async function read(...chunks: Buffer[]): Promise<BinaryRow[]> {
    async function* copied() {
      for (const bytes of chunks) yield await Promise.resolve({ bytes, lines: 1 });
    }
    const rows: BinaryRow[] = [];
    for await (const some of binaryRows(copied())) rows.push(...some);
    return rows;
  }

  it('are read over chunks, up to the trailer', async () => {
    const row = [Buffer.from([7]), null];
    expect(await read(Buffer.concat([HEADER, ROW, ROW]), Buffer.concat([ROW, TRAILER]))).toEqual([
      row,
      row,
      row,
    ]);
    expect(await read(Buffer.concat([HEADER, TRAILER]))).toEqual([]);
  });
});
