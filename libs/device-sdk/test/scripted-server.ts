import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** What the script says to one request: an answer, `drop` (do it, then cut the line), or nothing (behave). */
export type Turn = { status: number; headers?: Record<string, string>; body: unknown } | 'drop' | undefined;

interface WaitingPoll {
  answer: (commands: unknown[]) => void;
}

export const refusal = (status: number, code: string): Turn => ({
  status,
  body: { ok: false, error: { code, message: 'no', request_id: 'r1' } },
});

/** A small server that speaks the device routes over real HTTP, remembers what it saw and misbehaves by script. */
export class ScriptedServer {
  readonly seen: Seen[] = [];
  /** Orders by id, with how often each was told. */
  readonly orders = new Map<string, number>();
  /** Order ids in the order of their first arrival. */
  readonly arrivals: string[] = [];
  readonly results: Record<string, unknown>[] = [];
  script: (request: Seen) => Turn = () => undefined;
  deviceToken: string | null = null;
  #polls: WaitingPoll[] = [];
  #commands: unknown[] = [];
  readonly #server = http.createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Hands a command to the poll that waits, or to the next one. */
  command(command: { command_id: string; type: string; payload?: object }): void {
    const full = {
      payload: {},
      issued_at: 'now',
      expires_at: null,
      attempts: 1,
      max_attempts: 5,
      ...command,
    };
    const poll = this.#polls.shift();
    if (poll) poll.answer([full]);
    else this.#commands.push(full);
  }

  get waitingPolls(): number {
    return this.#polls.length;
  }

  to(path: RegExp): Seen[] {
    return this.seen.filter((request) => path.test(request.path));
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const path = request.url ?? '';
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    const seen = { method: request.method ?? '', path, headers: request.headers, body };
    this.seen.push(seen);
    const turn = this.script(seen);
    if (typeof turn === 'object') {
      response.writeHead(turn.status, { 'content-type': 'application/json', ...turn.headers });
      response.end(typeof turn.body === 'string' ? turn.body : JSON.stringify(turn.body));
      return;
    }
    const data = await this.#behave(seen, response);
    if (turn === 'drop') response.destroy();
    else response.end(JSON.stringify({ ok: true, data }));
  }

  #behave({ path, body }: Seen, response: http.ServerResponse): unknown {
    if (path.endsWith('/register')) return this.#register(body);
    if (path.endsWith('/orders/create')) return this.#order(body);
    if (path.endsWith('/events')) return this.#events(body.events as EventBody[]);
    if (path.endsWith('/command_result')) this.results.push(body);
    if (path.includes('/commands/pending')) return this.#poll(response);
    return { message: 'fine' };
  }

  #register(body: Record<string, unknown>): unknown {
    return {
      device_id: body.device_id,
      message: 'registered',
      provisioning: { merchant_id: 1, needs_binding: false },
      ...(this.deviceToken === null ? {} : { device_token: this.deviceToken }),
      heartbeat_interval_seconds: 30,
      poll_wait_seconds: 25,
    };
  }

  #order(body: Record<string, unknown>): unknown {
    const id = String(body.order_id);
    const times = (this.orders.get(id) ?? 0) + 1;
    this.orders.set(id, times);
    if (times === 1) this.arrivals.push(id);
    return { order_id: id, message: times === 1 ? 'Order created' : 'Order already exists' };
  }

  #events(events: EventBody[]): unknown {
    const results = events.map((event) => {
      if (event.payload.spoiled === true) {
        return { seq: event.seq, ok: false, error: { code: 'VALIDATION_ERROR', message: 'spoiled' } };
      }
      if (event.type === 'order') this.#order(event.payload);
      if (event.type === 'command_result') this.results.push(event.payload);
      return { seq: event.seq, ok: true };
    });
    return { accepted_through: events.at(-1)?.seq ?? 0, results };
  }

  #poll(response: http.ServerResponse): Promise<unknown[]> | unknown[] {
    if (this.#commands.length > 0) return this.#commands.splice(0);
    return new Promise((resolve) => {
      const poll = { answer: resolve };
      this.#polls.push(poll);
      response.on('close', () => {
        this.#polls = this.#polls.filter((each) => each !== poll);
      });
    });
  }
}

interface EventBody {
  seq: number;
  type: string;
  payload: Record<string, unknown>;
}
