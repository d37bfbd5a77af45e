import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { QueueFullError } from './errors';
import { Journal, type JournalOptions } from './journal';
import { readJournal } from './journal-reader';

describe('the queue on disk', () => {
  let stateDir: string;
  const file = (): string => path.join(stateDir, 'queue.log');
  const open = (options: Partial<JournalOptions> = {}): Promise<Journal> =>
    Journal.open({ stateDir, ...options });
  const order = (journal: Journal, id: string): Promise<unknown> =>
    journal.append('order', '2026-01-01T00:00:00Z', { order_id: id });
  const ids = (journal: Journal): unknown[] => journal.peek(1000).map((fact) => fact.payload.order_id);

  beforeEach(() => {
    stateDir = mkdtempSync(path.join(tmpdir(), 'journal-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true }));

  it('keeps the order of facts that are appended at once', async () => {
    const journal = await open();
    await Promise.all(['A', 'B', 'C', 'D'].map((id) => order(journal, id)));
    expect(ids(journal)).toEqual(['A', 'B', 'C', 'D']);
    expect(journal.peek(2).map((fact) => fact.seq)).toEqual([1, 2]);
    await journal.close();
  });

  it('has after a crash what was appended and not taken out, and never uses a number twice', async () => {
    const journal = await open();
    for (const id of ['A', 'B', 'C']) await order(journal, id);
    journal.remove([1, 2, 3]);
    await order(journal, 'D');
    // No close: the process died here.
    const reopened = await open();
    expect(ids(reopened)).toEqual(['D']);
    await order(reopened, 'E');
    expect(reopened.peek(9).map((fact) => fact.seq)).toEqual([4, 5]);
    await Promise.all([journal.close(), reopened.close()]);
  });

  it('holds every synced fact wherever a later write was cut off', async () => {
    const journal = await open();
    await order(journal, 'A');
    await order(journal, 'B');
    const safe = statSync(file()).size;
    await order(journal, '中文');
    journal.remove([1]);
    await journal.close();
    const bytes = readFileSync(file());
    for (let cut = safe; cut <= bytes.length; cut += 1) {
      const seen = readJournal(bytes.subarray(0, cut).toString('utf8'));
      expect([...seen.facts.keys()]).toContain(2);
      expect(seen.damaged).toEqual([]);
    }
  });

  it('goes on after a torn end', async () => {
    writeFileSync(
      file(),
      '{"seq":7,"type":"order","occurred_at":"t","payload":{"order_id":"A"}}\n{"seq":8,"ty',
    );
    const journal = await open();
    await order(journal, 'B');
    await journal.close();
    const reopened = await open();
    expect(ids(reopened)).toEqual(['A', 'B']);
    await reopened.close();
  });

  it('puts unreadable lines aside and keeps the rest', async () => {
    const journal = await open();
    await order(journal, 'A');
    await journal.close();
    appendFileSync(file(), 'garbage\n{"seq":"x"}\n');
    const reopened = await open();
    expect([ids(reopened), reopened.damagedLines]).toEqual([['A'], 2]);
    expect(readFileSync(path.join(stateDir, 'queue.damaged'), 'utf8')).toBe('garbage\n{"seq":"x"}\n');
    await reopened.close();
  });

  it('writes its file anew when dead lines outweigh the living', async () => {
    const journal = await open({ compactBytes: 2000 });
    for (let n = 1; n <= 200; n += 1) {
      await order(journal, `N${n}`);
      if (n < 200) journal.remove([n]);
    }
    await journal.close();
    expect(statSync(file()).size).toBeLessThan(4000);
    const reopened = await open();
    expect(ids(reopened)).toEqual(['N200']);
    await order(reopened, 'next');
    expect(reopened.peek(9).at(-1)?.seq).toBe(201);
    await reopened.close();
  });

  it('makes room by the oldest report of a state, and never by a sale', async () => {
    const journal = await open({ maxFacts: 3 });
    await order(journal, 'A');
    await journal.append('status', 't', { n: 1 });
    await order(journal, 'B');
    await order(journal, 'C');
    expect(ids(journal)).toEqual(['A', 'B', 'C']);
    expect(() => order(journal, 'D')).toThrow(QueueFullError);
    await journal.close();
  });

  it('is readable by its owner alone', async () => {
    const journal = await open();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    await journal.close();
  });

  it('reads any text without throwing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.json(), fc.string())), (lines) => void readJournal(lines.join('\n'))),
    );
  });
});
