import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook as it came. */
export interface ReceivedWebhook {
  id: string;
  timestamp: number;
  signatures: string[];
  /** The bytes that were signed. */
  text: string;
  type: string;
  data: Record<string, unknown>;
}

/** How it answers: a status, no answer at all, or a connection that breaks before the answer. */
export type ReceiverMood = number | 'silent' | 'broken' | ((webhook: ReceivedWebhook) => number | 'broken');

/** Somebody's server on loopback that webhooks are sent to. */
export class WebhookReceiver {
  /** Those that were answered 2xx, in their order. */
  readonly taken: ReceivedWebhook[] = [];
  /** Requests of any kind. */
  hits = 0;
  mood: ReceiverMood = 200;
  headers: Record<string, string> = {};

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => void receiver.take(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/alarms`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.hits += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const webhook = read(request, Buffer.concat(chunks).toString('utf8'));
    const mood = typeof this.mood === 'function' ? this.mood(webhook) : this.mood;
    if (mood === 'silent') return;
    if (mood === 'broken') {
      request.socket.destroy();
      return;
    }
    if (mood >= 200 && mood < 300) this.taken.push(webhook);
    response.writeHead(mood, this.headers).end('{}');
  }
}

function read({ headers }: IncomingMessage, text: string): ReceivedWebhook {
  const header = (name: string): string => String(headers[name] ?? '');
  const body = (text.startsWith('{') ? JSON.parse(text) : {}) as {
    type?: string;
    data?: Record<string, unknown>;
  };
  return {
    id: header('webhook-id'),
    timestamp: Number(header('webhook-timestamp')),
    signatures: header('webhook-signature').split(' '),
    text,
    type: body.type ?? '',
    data: body.data ?? {},
  };
}
