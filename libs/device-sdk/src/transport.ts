import http from 'node:http';
import https from 'node:https';
import { UnreachableError } from './errors';

/** One HTTP request, already as text. `path` begins with `/`. */
export interface TransportRequest {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string | undefined;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

/** What came back, whatever its status. */
export interface TransportAnswer {
  status: number;
  retryAfter: string | undefined;
  body: string;
}

/** How requests leave the machine. `send` throws `UnreachableError` when there is no complete answer. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportAnswer>;
  close(): void;
}

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const STALE_SOCKET = new Set(['ECONNRESET', 'EPIPE']);

/** HTTP(S) over kept-alive connections; may be shared by many machines of one process. */
export class HttpTransport implements Transport {
  readonly #base: URL;
  readonly #agent: http.Agent;
  readonly #client: typeof http | typeof https;

  constructor(baseUrl: string) {
    this.#base = new URL(baseUrl);
    const secure = this.#base.protocol === 'https:';
    this.#client = secure ? https : http;
    const settings = { keepAlive: true, maxFreeSockets: 64, timeout: 60_000 };
    this.#agent = secure ? new https.Agent(settings) : new http.Agent(settings);
  }

  async send(request: TransportRequest): Promise<TransportAnswer> {
    try {
      return await this.#attempt(request);
    } catch (error) {
      // The server closed a kept connection just as we used it: nothing was read, every route takes a repetition.
      if (error instanceof StaleSocketError) return this.#attempt(request);
      throw error;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #attempt(request: TransportRequest): Promise<TransportAnswer> {
    return new Promise((resolve, reject) => {
      const outgoing = this.#client.request({
        hostname: this.#base.hostname.replace(/^\[|\]$/g, ''),
        port: this.#base.port,
        path: this.#base.pathname.replace(/\/$/, '') + request.path,
        method: request.method,
        headers: { ...request.headers, 'content-length': Buffer.byteLength(request.body ?? '') },
        agent: this.#agent,
        signal: request.signal,
      });
      const timer = setTimeout(() => outgoing.destroy(new Error('timed out')), request.timeoutMs);
      const fail = (error: NodeJS.ErrnoException): void => {
        clearTimeout(timer);
        reject(
          outgoing.reusedSocket && STALE_SOCKET.has(error.code ?? '')
            ? new StaleSocketError(error.message)
            : new UnreachableError(`${request.method} ${request.path}: ${error.message}`, 0, {
                cause: error,
              }),
        );
      };
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        readAnswer(incoming).then((answer) => {
          clearTimeout(timer);
          resolve(answer);
        }, fail);
      });
      outgoing.end(request.body);
    });
  }
}

class StaleSocketError extends UnreachableError {}

async function readAnswer(incoming: http.IncomingMessage): Promise<TransportAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  const status = incoming.statusCode ?? 0;
  return {
    status,
    retryAfter: incoming.headers['retry-after'],
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
