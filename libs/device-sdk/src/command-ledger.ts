import { mkdir, open, readFile, rename, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { CommandResult } from '@coffee/device-protocol/commands';

/** What a machine knows of a command it was handed. `result` is absent while (or because) it never finished. */
export interface LedgerEntry {
  command_id: string;
  type: string;
  result?: CommandResult;
}

const REMEMBERED = 200;

/**
 * Remembers the last commands on disk, so that one that is handed out again is not run again: a coffee would flow
 * twice. Written before the command runs, and when it is done.
 */
export class CommandLedger {
  readonly #entries = new Map<string, LedgerEntry>();
  /** Commands that an earlier life of this process began and did not finish. */
  readonly interrupted = new Set<string>();

  private constructor(private readonly handle: FileHandle) {}

  static async open(stateDir: string): Promise<CommandLedger> {
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    const file = path.join(stateDir, 'commands.log');
    const text = await readFile(file, 'utf8').catch(() => '');
    const entries = new Map<string, LedgerEntry>();
    for (const line of text.split('\n')) keep(entries, line);
    const recent = [...entries.values()].slice(-REMEMBERED);
    const draft = await open(`${file}.new`, 'w', 0o600);
    await draft.writeFile(recent.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    await draft.sync();
    await draft.close();
    await rename(`${file}.new`, file);
    const ledger = new CommandLedger(await open(file, 'a', 0o600));
    for (const entry of recent) ledger.#remember(entry);
    for (const entry of recent) if (!entry.result) ledger.interrupted.add(entry.command_id);
    return ledger;
  }

  find(commandId: string): LedgerEntry | undefined {
    return this.#entries.get(commandId);
  }

  /** Safe on disk when it resolves. */
  async record(entry: LedgerEntry): Promise<void> {
    this.#remember(entry);
    if (entry.result) this.interrupted.delete(entry.command_id);
    await this.handle.appendFile(`${JSON.stringify(entry)}\n`);
    await this.handle.datasync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  #remember(entry: LedgerEntry): void {
    this.#entries.set(entry.command_id, entry);
    if (this.#entries.size <= REMEMBERED) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}

function keep(entries: Map<string, LedgerEntry>, line: string): void {
  try {
    const entry = JSON.parse(line) as Partial<LedgerEntry> | null;
    if (typeof entry?.command_id === 'string') entries.set(entry.command_id, entry as LedgerEntry);
  } catch {
    // Torn by a power cut: the command is unknown, as if the cut had come a moment earlier.
  }
}
