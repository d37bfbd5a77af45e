import type { Envelope } from '@coffee/contract/envelope';
import { ApiError, type ApiErrorCode } from './api-error';

export type QueryValue = string | number | boolean | readonly (string | number)[] | null | undefined;
export type Query = Record<string, QueryValue>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface CallOptions {
  query?: Query | undefined;
  /** Sent as JSON; a form as it is. */
  body?: unknown;
  /** Sent as `If-Match`, so that an edit of a stale row is refused. */
  version?: number | undefined;
  /** Sent as `Idempotency-Key`: the same act asked for twice happens once. */
  idempotencyKey?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Set by sign-in and session checks, whose 401 is an answer and not an ended session. */
  anonymous?: boolean | undefined;
}

/** What the session layer lends to the client; set once at start. */
export interface SessionLink {
  /** Asks the person to sign in again; true when a new session stands and the request may be repeated. */
  renew: () => Promise<boolean>;
  /** Reads the session's present CSRF token anew: another tab may have signed in. */
  refreshToken: () => Promise<string | null>;
}

let csrfToken: string | null = null;
let link: SessionLink | null = null;

export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}
export function connectSession(next: SessionLink | null): void {
  link = next;
}

/** `?a=1&b=x,y` without empty values; several values of a field are joined by comma. */
export function toSearch(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    const text = Array.isArray(value) ? value.join(',') : value;
    if (text !== null && text !== undefined && text !== '') search.set(key, String(text));
  }
  const result = search.toString();
  return result ? `?${result}` : '';
}

function headersOf(method: Method, options: CallOptions): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  // The browser itself names a form's type, with its boundary.
  if (options.body !== undefined && !(options.body instanceof FormData))
    headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && csrfToken) headers['X-CSRF-Token'] = csrfToken;
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`;
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  return headers;
}

const bodyOf = (body: unknown) => (body instanceof FormData ? body : JSON.stringify(body));

async function send<T>(method: Method, path: string, options: CallOptions): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}${toSearch(options.query)}`, {
      method,
      headers: headersOf(method, options),
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: bodyOf(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({ status: 0, code: 'NETWORK', message: String(error), requestId: null });
  }
  return unwrap<T>(response);
}

async function unwrap<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const answer = (await response.json().catch(() => null)) as Envelope<T> | null;
  if (answer?.ok === true) return answer.data;
  const retryAfter = Number(response.headers.get('Retry-After'));
  const failure: AnyFailure = answer?.ok === false ? answer.error : foreignFailure(response);
  throw new ApiError({
    status: response.status,
    code: failure.code,
    message: failure.message,
    requestId: failure.request_id,
    details: failure.details ?? {},
    retryAfterSeconds: retryAfter > 0 ? retryAfter : null,
  });
}

interface AnyFailure {
  code: ApiErrorCode;
  message: string;
  request_id: string | null;
  details?: Record<string, unknown>;
}

/** What a proxy or another server says in our place. */
function foreignFailure(response: Response): AnyFailure {
  const message = `HTTP ${response.status}`;
  return { code: 'BAD_ANSWER', message, request_id: response.headers.get('X-Request-Id') };
}

/** True when the request deserves a second try: a new sign-in, or a CSRF token that another tab has replaced. */
async function mayRepeat(error: unknown, method: Method): Promise<boolean> {
  if (!(error instanceof ApiError) || !link) return false;
  if (error.status === 401) return link.renew();
  if (error.status === 403 && method !== 'GET') {
    const before = csrfToken;
    const now = await link.refreshToken();
    return now !== null && now !== before;
  }
  return false;
}

/** One request of the admin API: the envelope's `data`, or an `ApiError`. */
export async function api<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  try {
    return await send<T>(method, path, options);
  } catch (error) {
    if (options.anonymous || !(await mayRepeat(error, method))) throw error;
    return send<T>(method, path, options);
  }
}
