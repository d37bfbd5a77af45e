/** An answer with its parsed body; `data` of a success. */
export interface Reply<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: {
    ok: boolean;
    data: T;
    error?: { code: string; message: string; details?: Record<string, unknown>; request_id: string };
    [key: string]: unknown;
  };
  data: T;
}

/** A browser's manners without a browser: keeps the session cookie and sends the CSRF token. */
export class HttpClient {
  private cookie: string | null = null;
  private csrf: string | null = null;

  constructor(private readonly base: string) {}

  get<T = Record<string, unknown>>(path: string, headers: Record<string, string> = {}): Promise<Reply<T>> {
    return this.send<T>('GET', path, undefined, headers);
  }

  post<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    return this.send<T>('POST', path, body, headers);
  }

  patch<T = Record<string, unknown>>(
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    return this.send<T>('PATCH', path, body, headers);
  }

  delete<T = Record<string, unknown>>(path: string, headers: Record<string, string> = {}): Promise<Reply<T>> {
    return this.send<T>('DELETE', path, undefined, headers);
  }

  async send<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const response = await fetch(this.base + path, {
      method,
      headers: this.headersFor(body, headers),
      ...(body === undefined ? {} : { body: isSentAsItIs(body) ? body : JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie().find((line) => line.startsWith('sid='));
    if (set) this.cookie = set.split(';')[0] ?? null;
    const text = await response.text();
    const parsed = (text.startsWith('{') ? JSON.parse(text) : { ok: false, data: text }) as Reply<T>['body'];
    return { status: response.status, headers: response.headers, body: parsed, data: parsed.data };
  }

  private headersFor(body: unknown, extra: Record<string, string>): Headers {
    const sent = new Headers();
    // A form names its own type, with its boundary.
    if (body !== undefined && !(body instanceof FormData)) sent.set('content-type', 'application/json');
    if (this.cookie !== null) sent.set('cookie', this.cookie);
    if (this.csrf !== null) sent.set('x-csrf-token', this.csrf);
    for (const [name, value] of Object.entries(extra)) sent.set(name, value);
    return sent;
  }

  /** Signs in and keeps the session. */
  async signIn(email: string, password: string): Promise<Reply<{ csrf_token: string }>> {
    const reply = await this.post<{ csrf_token: string }>('/api/v1/auth/login', { email, password });
    if (reply.status === 200) this.csrf = reply.data.csrf_token;
    return reply;
  }

  get sessionCookie(): string | null {
    return this.cookie;
  }
}

function isSentAsItIs(body: unknown): body is string | FormData {
  return typeof body === 'string' || body instanceof FormData;
}
