/**
 * The offline queue on disk: one append-only file of lines, `{seq, type, …}` for a fact and `{done: […]}` for facts
 * that left. A fact is in the queue once its line is synced; a torn line at the end is what a power cut leaves and is
 * skipped. The file is written anew, without the dead lines, when they outweigh the living.
 */
import { mkdir, open, readFile, rename, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { EventType } from '@coffee/device-protocol/events';
import type { Fact } from './device-api';
import { QueueFullError } from './errors';
import { readJournal } from './journal-reader';

export interface JournalOptions {
  stateDir: string;
  /** Facts that the queue may hold (20,000). Past it reports of state make room; sales never do. */
  maxFacts?: number;
  /** False trusts the operating system with the last second of writes: for simulators. */
  durable?: boolean;
  /** Size in bytes past which dead lines are worth a rewrite (256 KiB). */
  compactBytes?: number;
}

interface Write {
  line: string;
  fact: Fact | null;
  done: () => void;
  fail: (error: unknown) => void;
}

const DEFAULT_MAX_FACTS = 20_000;
const DEFAULT_COMPACT_BYTES = 256 * 1024;
/** Reports of a state that a newer report replaces anyway. */
const REPLACEABLE: ReadonlySet<EventType> = new Set<EventType>(['status', 'materials']);

export class Journal {
  readonly #facts = new Map<number, Fact>();
  readonly #waiting: Write[] = [];
  #flushing: Promise<void> | null = null;
  #nextSeq = 1;
  #bytes = 0;
  #liveBytes = 0;
  #torn = false;
  /** Lines that could not be read when the queue was opened; they are kept in `queue.damaged`. */
  damagedLines = 0;

  private constructor(
    private readonly options: JournalOptions,
    private handle: FileHandle,
  ) {}

  /** Opens the queue in `stateDir`, made when absent, with what an earlier run left in it. */
  static async open(options: JournalOptions): Promise<Journal> {
    await mkdir(options.stateDir, { recursive: true, mode: 0o700 });
    const file = path.join(options.stateDir, 'queue.log');
    const text = await readFile(file, 'utf8').catch(() => '');
    const journal = new Journal(options, await open(file, 'a', 0o600));
    await journal.#recover(text);
    return journal;
  }

  /** How many facts wait. */
  get size(): number {
    return this.#facts.size;
  }

  /** Puts a fact at the end; it is safe on disk when this resolves. Throws `QueueFullError` and file system errors. */
  append(type: EventType, occurredAt: string, payload: object): Promise<Fact> {
    this.#makeRoom();
    const fact: Fact = { seq: this.#nextSeq++, type, occurred_at: occurredAt, payload: { ...payload } };
    return this.#write(JSON.stringify(fact), fact).then(() => fact);
  }

  /** The oldest facts, in order. */
  peek(count: number): Fact[] {
    const facts: Fact[] = [];
    for (const fact of this.#facts.values()) {
      if (facts.length >= count) break;
      facts.push(fact);
    }
    return facts;
  }

  /** Takes facts out. Not synced: a crash brings them back, and the server knows them already. */
  remove(seqs: number[]): void {
    const known = seqs.filter((seq) => this.#facts.has(seq));
    for (const seq of known) this.#forget(seq);
    if (known.length > 0) this.#write(JSON.stringify({ done: known }), null).catch(() => undefined);
  }

  /** Writes what is under way and closes the file. */
  async close(): Promise<void> {
    await this.#flushing;
    await this.handle.close();
  }

  #forget(seq: number): void {
    const fact = this.#facts.get(seq);
    if (!fact) return;
    this.#liveBytes -= sizeOf(fact);
    this.#facts.delete(seq);
  }

  #makeRoom(): void {
    const limit = this.options.maxFacts ?? DEFAULT_MAX_FACTS;
    if (this.#facts.size + this.#waiting.length < limit) return;
    for (const fact of this.#facts.values()) {
      if (REPLACEABLE.has(fact.type)) return this.remove([fact.seq]);
    }
    throw new QueueFullError(limit);
  }

  #write(line: string, fact: Fact | null): Promise<void> {
    return new Promise((done, fail) => {
      this.#waiting.push({ line, fact, done, fail });
      this.#flushing ??= this.#flush().finally(() => (this.#flushing = null));
    });
  }

  /** Writes that arrive while one is under way share the next sync. */
  async #flush(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const writes = this.#waiting.splice(0);
      try {
        await this.#commit(writes);
      } catch (error) {
        // A full disk may have taken half a line: the next one starts on its own.
        this.#torn = true;
        for (const write of writes) write.fail(error);
        continue;
      }
      for (const { fact } of writes) if (fact) this.#admit(fact);
      for (const write of writes) write.done();
      if (this.#isWorthCompacting()) await this.#compact().catch(() => undefined);
    }
  }

  async #commit(writes: Write[]): Promise<void> {
    const text = `${this.#torn ? '\n' : ''}${writes.map((write) => write.line).join('\n')}\n`;
    await this.handle.appendFile(text);
    this.#torn = false;
    this.#bytes += Buffer.byteLength(text);
    const hasFact = writes.some((write) => write.fact !== null);
    if (hasFact && this.options.durable !== false) await this.handle.datasync();
  }

  #admit(fact: Fact): void {
    this.#facts.set(fact.seq, fact);
    this.#liveBytes += sizeOf(fact);
  }

  #isWorthCompacting(): boolean {
    const limit = this.options.compactBytes ?? DEFAULT_COMPACT_BYTES;
    return this.#bytes > limit && this.#bytes > 2 * this.#liveBytes;
  }

  async #compact(): Promise<void> {
    const file = path.join(this.options.stateDir, 'queue.log');
    const lines = [
      `{"next":${this.#nextSeq}}`,
      ...[...this.#facts.values()].map((fact) => JSON.stringify(fact)),
    ];
    const text = `${lines.join('\n')}\n`;
    const draft = await open(`${file}.new`, 'w', 0o600);
    try {
      await draft.writeFile(text);
      await draft.sync();
    } finally {
      await draft.close();
    }
    await rename(`${file}.new`, file);
    const stale = this.handle;
    this.handle = await open(file, 'a', 0o600);
    await stale.close();
    this.#bytes = Buffer.byteLength(text);
    this.#torn = false;
  }

  async #recover(text: string): Promise<void> {
    const found = readJournal(text);
    for (const fact of found.facts.values()) this.#admit(fact);
    this.#nextSeq = found.nextSeq;
    this.#bytes = Buffer.byteLength(text);
    this.#torn = text !== '' && !text.endsWith('\n');
    this.damagedLines = found.damaged.length;
    if (found.damaged.length === 0) return;
    const damaged = await open(path.join(this.options.stateDir, 'queue.damaged'), 'a', 0o600);
    await damaged.appendFile(`${found.damaged.join('\n')}\n`);
    await damaged.close();
    await this.#compact();
  }
}

function sizeOf(fact: Fact): number {
  // An estimate is enough to decide on a rewrite; 80 is about what surrounds the payload.
  return 80 + JSON.stringify(fact.payload).length;
}
