import type { PendingCommand } from '@coffee/device-protocol/commands';
import type { EventBatchAnswer, EventType } from '@coffee/device-protocol/events';
import type { RegisterAnswer, RegisterDevice } from '@coffee/device-protocol/registration';
import type { StatusAnswer, StatusReport } from '@coffee/device-protocol/status';
import { parseRetryAfter } from './backoff';
import type { Clock } from './clock';
import { RefusedError, UnreachableError } from './errors';
import type { Transport, TransportAnswer } from './transport';

/** One fact as it lies in the queue: `payload` is the body of the route of its type. */
export interface Fact {
  seq: number;
  type: EventType;
  occurred_at: string;
  payload: Record<string, unknown>;
}

/** Where a fact of each type goes on its own. */
const FACT_ROUTES: Record<EventType, (payload: Record<string, unknown>) => string> = {
  status: () => '/status',
  materials: () => '/materials/report',
  order: () => '/orders/create',
  order_status: (payload) => `/orders/${encodeURIComponent(String(payload.order_id))}/status`,
  command_result: () => '/command_result',
};

const REQUEST_TIMEOUT_MS = 15_000;

/**
 * The device routes, one method each. Each throws `RefusedError` for a 4xx of the contract, `UnreachableError` for
 * all that may pass (no connection, timeout, 5xx, 429, an answer that is not the contract's).
 */
export class DeviceApi {
  constructor(
    private readonly deviceId: string,
    private readonly transport: Transport,
    private readonly clock: Clock,
    /** The token of the moment, if any. */
    private readonly token: () => string | null,
  ) {}

  /** `POST /devices/register`, with the given token instead of the device's own. */
  register(body: RegisterDevice, token: string | null, signal?: AbortSignal): Promise<RegisterAnswer> {
    return this.#call<RegisterAnswer>('POST', '/api/v1/devices/register', { body, token, signal });
  }

  /** `POST /devices/{id}/status`, now and without the queue. */
  status(report: StatusReport, signal?: AbortSignal): Promise<StatusAnswer> {
    return this.#call<StatusAnswer>('POST', this.#path('/status'), { body: report, signal });
  }

  /** One fact by the route of its type. */
  async fact(fact: Fact, signal?: AbortSignal): Promise<void> {
    await this.#call('POST', this.#path(FACT_ROUTES[fact.type](fact.payload)), {
      body: fact.payload,
      signal,
    });
  }

  /** Up to 200 facts by `POST /devices/{id}/events`. */
  events(facts: Fact[], signal?: AbortSignal): Promise<EventBatchAnswer> {
    return this.#call<EventBatchAnswer>('POST', this.#path('/events'), { body: { events: facts }, signal });
  }

  /** `GET /devices/{id}/commands/pending`; waits on the server for at most `waitSeconds`. */
  pending(waitSeconds: number, signal?: AbortSignal): Promise<PendingCommand[]> {
    const timeoutMs = waitSeconds * 1000 + REQUEST_TIMEOUT_MS;
    return this.#call('GET', this.#path(`/commands/pending?wait=${waitSeconds}`), { signal, timeoutMs });
  }

  /** `POST /devices/{id}/commands/{command_id}/ack`. */
  async ack(commandId: string, signal?: AbortSignal): Promise<void> {
    await this.#call('POST', this.#path(`/commands/${encodeURIComponent(commandId)}/ack`), {
      body: {},
      signal,
    });
  }

  #path(route: string): string {
    return `/api/v1/devices/${encodeURIComponent(this.deviceId)}${route}`;
  }

  async #call<Data>(method: 'GET' | 'POST', path: string, options: CallOptions): Promise<Data> {
    const token = options.token === undefined ? this.token() : options.token;
    const headers: Record<string, string> = { accept: 'application/json', 'x-device-id': this.deviceId };
    if (token !== null) headers['x-device-token'] = token;
    if (options.body !== undefined) headers['content-type'] = 'application/json';
    const answer = await this.transport.send({
      method,
      path,
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      timeoutMs: options.timeoutMs ?? REQUEST_TIMEOUT_MS,
      signal: options.signal,
    });
    return this.#open<Data>(answer, `${method} ${path}`);
  }

  #open<Data>(answer: TransportAnswer, what: string): Data {
    const envelope = parseEnvelope(answer.body);
    const isSuccess = answer.status >= 200 && answer.status < 300;
    if (isSuccess && envelope?.ok === true) return envelope.data as Data;
    throw this.#failure(answer, envelope?.error, what);
  }

  #failure(answer: TransportAnswer, error: Fault | undefined, what: string): Error {
    // A page of a proxy or a captive portal is not the server's word, whatever its status says.
    if (isRefusal(answer.status) && typeof error?.code === 'string') {
      return new RefusedError(
        answer.status,
        error.code,
        error.message ?? '',
        error.details,
        error.request_id,
      );
    }
    const pause = parseRetryAfter(answer.retryAfter, this.clock.now());
    return new UnreachableError(`${what}: answered ${answer.status} ${error?.code ?? ''}`.trim(), pause);
  }
}

interface CallOptions {
  body?: object;
  token?: string | null;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

interface Envelope {
  ok?: unknown;
  data?: unknown;
  error?: Fault;
}

interface Fault {
  code?: string;
  message?: string;
  details?: unknown;
  request_id?: string;
}

function parseEnvelope(text: string): Envelope | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}
