// COPY … TO STDOUT as a stream. PostgreSQL writes the lines; this side only moves bytes, whole lines at a time.
import { Readable } from 'node:stream';
import type { Connection, Submittable } from 'pg';

/** Some whole lines of the answer. */
export interface CopiedLines {
  bytes: Buffer;
  lines: number;
}

const CHUNK_BYTES = 256 * 1024;
/** Chunks that may wait for the reader before the server is held back. */
const CHUNKS_AHEAD = 4;

interface CopyConnection extends Connection {
  query(text: string): void;
}

export class CopyOut extends Readable implements Submittable {
  private connection: CopyConnection | null = null;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;

  constructor(private readonly text: string) {
    super({ objectMode: true, highWaterMark: CHUNKS_AHEAD });
  }

  submit(connection: Connection): void {
    this.connection = connection as CopyConnection;
    this.connection.query(this.text);
  }

  /** The protocol sends one message for each line. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // A view of the connection's own buffer, which the next answer overwrites before a slow reader has taken it.
    this.waiting.push(Buffer.from(chunk));
    this.waitingBytes += chunk.length;
    if (this.waitingBytes >= CHUNK_BYTES && !this.flush()) this.connection?.stream.pause();
  }

  handleCommandComplete(): void {
    this.flush();
  }

  /** Nobody asks for more once all is there: held back for a reader who was behind, the connection would stay deaf. */
  handleReadyForQuery(): void {
    this.push(null);
    this.connection?.stream.resume();
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  override _read(): void {
    this.connection?.stream.resume();
  }

  private flush(): boolean {
    if (this.waiting.length === 0) return true;
    const lines: CopiedLines = {
      bytes: Buffer.concat(this.waiting, this.waitingBytes),
      lines: this.waiting.length,
    };
    this.waiting = [];
    this.waitingBytes = 0;
    return this.push(lines);
  }
}
