// The HTTP of the floor: Node's own server, JSON in, JSON out, and nothing else.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Reply {
  status: number;
  data: unknown;
}

export type Route = (path: string, body: unknown) => Promise<Reply> | null;

export function jsonServer(route: Route): ReturnType<typeof createServer> {
  return createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => void answer(route, request, response, text));
  });
}

async function answer(
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
): Promise<void> {
  try {
    const { status, data } = (await route(request.url ?? '', text === '' ? undefined : JSON.parse(text))) ?? {
      status: 404,
      data: null,
    };
    send(response, status, { ok: status < 400, data });
  } catch (error) {
    send(response, 500, { ok: false, error: error instanceof Error ? error.message : 'failed' });
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}
