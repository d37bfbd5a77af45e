// One call: its parsed request, and an answer that goes out right, or wrong in the way that the script wants.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallMode } from './scripts';

export interface Call {
  method: string;
  /** With its query, as it was asked for. */
  target: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const HUGE_BYTES = 2_000_000;
const DRIP_MS = 200;

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** Modes in which the provider does nothing; null when it goes on. `refuse` tells in the provider's own words. */
export function beforeActing(
  mode: CallMode,
  refuse: Record<'5xx' | 'rateLimit' | 'insufficientFunds', () => Reply>,
): Reply | 'drop' | null {
  switch (mode) {
    case 'failBefore':
      return 'drop';
    case '5xx':
    case 'rateLimit':
    case 'insufficientFunds':
      return refuse[mode]();
    case 'redirect':
      return { status: 302, headers: { Location: 'http://127.0.0.1:9/elsewhere' }, body: '' };
    default:
      return null;
  }
}

export async function send(
  response: ServerResponse,
  reply: Reply,
  mode: CallMode,
  slowMs: number,
): Promise<void> {
  switch (mode) {
    case 'actThenDrop':
      response.destroy();
      return;
    case 'actThenHang':
      return;
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, slowMs));
      return write(response, reply);
    case 'garbage':
      return write(response, {
        status: 200,
        headers: { 'Content-Type': 'text/html' },
        body: '<html>Welcome</html>',
      });
    case 'huge':
      return write(response, { ...reply, body: reply.body.padEnd(HUGE_BYTES) });
    case 'drip':
      return drip(response);
    default:
      write(response, reply);
  }
}

export function write(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers);
  response.end(body);
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.write('{');
  const timer = setInterval(() => response.write(' '), DRIP_MS);
  response.once('close', () => clearInterval(timer));
}

export async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const target = request.url ?? '/';
  return {
    method: request.method ?? 'GET',
    target,
    url: new URL(target, 'http://sandbox'),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
