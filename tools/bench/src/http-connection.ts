// A client that costs little: the machine has few cores, and what the client uses the server lacks. One request at a time
// over one kept connection; answers by Content-Length or in chunks.
import net from 'node:net';

export interface HttpAnswer {
  status: number;
  body: string;
}

interface Waiting {
  resolve(answer: HttpAnswer): void;
  reject(error: Error): void;
}

const HEAD_END = '\r\n\r\n';

export class HttpConnection {
  private readonly socket: net.Socket;
  private received = '';
  private waiting: Waiting | null = null;

  constructor(port: number) {
    this.socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    // One character per byte, so that lengths are those of the wire.
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk: string) => this.take(chunk));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  send(request: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = null;
    this.socket.destroy();
  }

  /** Closes it also while an answer is awaited, which then fails. */
  hangUp(): void {
    this.socket.destroy();
  }

  private take(chunk: string): void {
    this.received = this.received === '' ? chunk : this.received + chunk;
    const answer = readAnswer(this.received);
    if (!answer) return;
    this.received = '';
    const waiting = this.waiting;
    this.waiting = null;
    waiting?.resolve(answer);
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = null;
  }
}

/** The answer, or null while some of it is still on its way. */
export function readAnswer(text: string): HttpAnswer | null {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const head = text.slice(0, headEnd);
  const status = Number(text.slice(9, 12));
  const start = headEnd + HEAD_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = start + Number(length);
    return text.length < end ? null : { status, body: text.slice(start, end) };
  }
  const chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
  if (chunked && !text.endsWith('\r\n0\r\n\r\n')) return null;
  return { status, body: text.slice(start) };
}

export function requestText(method: string, path: string, headers: string, body = ''): string {
  const length =
    body === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}${length}\r\n${body}`;
}
