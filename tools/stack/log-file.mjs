// A part's output goes to a file of bounded size; only what needs a person's eye is passed to the terminal, tersely.
import fs from 'node:fs';
import path from 'node:path';

const MAX_BYTES = 20 * 1024 * 1024;
const REPEAT_AFTER_MS = 60_000;
const MAX_LINES_PER_MINUTE = 6;
const LOUD = { warn: 'warning', error: 'error', fatal: 'error' };

export class LogFile {
  #file;
  #fd;
  #bytes;
  #rest = '';
  #tail = [];
  #told = new Map();

  /** @param {(line: string) => void} tell receives the warnings and errors */
  constructor(folder, name, tell = () => {}) {
    fs.mkdirSync(folder, { recursive: true });
    this.#file = path.join(folder, `${name}.log`);
    this.tell = tell;
    this.#open();
  }

  get file() {
    return this.#file;
  }

  write = (chunk) => {
    if (this.#fd === null) return;
    fs.writeSync(this.#fd, chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_BYTES) this.#rotate();
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop().slice(-4096);
    for (const line of lines) this.#take(line);
  };

  /** The last lines that are no plain chatter: what a part said before it died. */
  lastWords(count = 4) {
    return this.#tail.slice(-count).join('\n');
  }

  close() {
    if (this.#fd !== null) fs.closeSync(this.#fd);
    this.#fd = null;
  }

  #open() {
    this.#fd = fs.openSync(this.#file, 'a', 0o600);
    this.#bytes = fs.fstatSync(this.#fd).size;
  }

  #rotate() {
    this.close();
    fs.renameSync(this.#file, `${this.#file}.1`);
    this.#open();
  }

  #take(line) {
    if (!line.trim()) return;
    const entry = parse(line);
    if (entry && !LOUD[entry.level]) return;
    this.#tail.push(entry ? summary(entry) : line.slice(0, 300));
    if (this.#tail.length > 30) this.#tail.shift();
    if (entry) this.#tellOnce(summary(entry));
    else this.#tellOnce(databaseTrouble(line));
  }

  #tellOnce(text) {
    if (!text) return;
    const now = Date.now();
    for (const [key, at] of this.#told) if (now - at > REPEAT_AFTER_MS) this.#told.delete(key);
    if (this.#told.has(text) || this.#told.size >= MAX_LINES_PER_MINUTE) return;
    this.#told.set(text, now);
    this.tell(text);
  }
}

function parse(line) {
  if (!line.startsWith('{')) return null;
  try {
    const entry = JSON.parse(line);
    return typeof entry.level === 'string' ? entry : null;
  } catch {
    return null;
  }
}

// Of a database that died each connection tells its own end, and each early caller that it is not up yet.
function databaseTrouble(line) {
  const found = /\b(?:FATAL|PANIC): +(?! |terminating connection|the database system is )(.*)/.exec(line);
  return found ? `error: ${found[1].slice(0, 200)}` : '';
}

function summary({ level, msg, err }) {
  const text = [msg, err?.message].filter((part) => typeof part === 'string' && part);
  return `${LOUD[level]}: ${[...new Set(text)].join(': ').slice(0, 200)}`;
}
