import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { EdgeResponse } from '../http';
import type { LiveInterest } from './live-audience';
import { Frame } from './live-frames';

/** Who does not read this much is cut off rather than kept in memory; the browser comes back and asks for what it missed. */
export const MAX_UNREAD_BYTES = 64 * 1024;
const LINGER_MS = 5_000;

export const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
} as const;

/** Who opened the stream, and by which session. */
export interface Viewer {
  readonly sessionId: string;
  readonly userId: number;
}

/** One browser's stream. Writes past `http` straight to the socket: the bytes are ready and shared by many. */
export class LiveClient {
  private readonly chunked: boolean;
  private open = true;

  constructor(
    private readonly response: EdgeResponse,
    private readonly socket: Socket,
    readonly interest: LiveInterest,
    readonly viewer: Viewer,
    private readonly onClosed: (client: LiveClient) => void,
  ) {
    response.writeHead(200, STREAM_HEADERS);
    response.flushHeaders();
    // HTTP/1.0, as some proxies speak it, knows no chunks.
    this.chunked = response.chunkedEncoding;
    response.once('close', () => this.close());
  }

  get isOpen(): boolean {
    return this.open;
  }

  send(frame: Frame): void {
    if (!this.open) return;
    if (this.socket.writableLength > MAX_UNREAD_BYTES) return this.cut();
    this.socket.write(frame.bytes(this.chunked));
  }

  /** Waits until what was sent has left, so that a long replay is not taken for a browser that does not read. */
  async drained(): Promise<void> {
    if (!this.open || !this.socket.writableNeedDrain) return;
    await Promise.race([once(this.socket, 'drain'), once(this.socket, 'close')]).catch(() => undefined);
  }

  /** Lets go in good order; the browser comes back by itself. */
  end(lastWords?: Frame): void {
    if (!this.open) return;
    if (lastWords) this.send(lastWords);
    this.close();
    this.response.end();
    // One that does not read would never see the end of it.
    setTimeout(() => this.response.destroy(), LINGER_MS).unref();
  }

  private cut(): void {
    this.close();
    this.response.destroy();
  }

  private close(): void {
    if (!this.open) return;
    this.open = false;
    this.onClosed(this);
  }
}
