import { ApiError } from './api-error';
import { api, connectSession, setCsrfToken, toSearch } from './client';

interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

function answer({ status = 200, body, headers = {} }: Answer) {
  return {
    status,
    headers: { get: (name: string) => headers[name] ?? null },
    json: () => (body === undefined ? Promise.reject(new Error('no JSON')) : Promise.resolve(body)),
  };
}

const failure = (code: string, status: number, details = {}) => ({
  status,
  body: { ok: false, error: { code, message: 'no', details, request_id: 'req-1' } },
});

const fetched = jest.fn();
const headersOf = (call: number) =>
  (fetched.mock.calls[call] as [string, { headers: Record<string, string> }])[1].headers;

/** Answers in turn. */
function serve(...answers: Answer[]): void {
  for (const each of answers) fetched.mockResolvedValueOnce(answer(each));
}

beforeEach(() => {
  fetched.mockReset();
  Object.assign(globalThis, { fetch: fetched });
  setCsrfToken(null);
  connectSession(null);
});

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as ApiError,
  );

describe('a request of the admin API', () => {
  it('answers with the data of the envelope', async () => {
    serve({ body: { ok: true, data: { id: 1 } } });
    await expect(api('GET', '/merchants/1')).resolves.toEqual({ id: 1 });
    expect(fetched.mock.calls[0]?.[0]).toBe('/api/v1/merchants/1');
  });

  it('joins several values of a filter and leaves empty ones out', () => {
    expect(toSearch({ status: ['online', 'fault'], query: '', page: 1, tag: [], has_alarm: null })).toBe(
      '?status=online%2Cfault&page=1',
    );
  });

  it('sends the CSRF token and the version with what writes, and never with a GET', async () => {
    setCsrfToken('token');
    serve({ body: { ok: true, data: null } }, { body: { ok: true, data: null } });
    await api('PATCH', '/devices/x', { body: { alias: 'A' }, version: 7 });
    await api('GET', '/devices/x');
    expect(headersOf(0)).toMatchObject({ 'X-CSRF-Token': 'token', 'If-Match': '"7"' });
    expect(headersOf(1)).not.toHaveProperty('X-CSRF-Token');
  });

  it('tells the code, the id to quote, and the broken rules', async () => {
    const issues = [{ field: 'name', rule: 'minLength', message: 'name must be longer' }];
    serve(failure('VALIDATION_ERROR', 422, { validation_errors: issues }));
    const error = await refusal(api('POST', '/users', { body: {} }));
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', status: 422, requestId: 'req-1', issues });
  });

  it('tells a proxy page from an answer of ours, with the id of its header', async () => {
    serve({ status: 502, headers: { 'X-Request-Id': 'req-9' } });
    expect(await refusal(api('GET', '/devices'))).toMatchObject({
      code: 'BAD_ANSWER',
      requestId: 'req-9',
      isTransient: true,
    });
  });

  it('tells that the network is away', async () => {
    fetched.mockRejectedValueOnce(new TypeError('failed to fetch'));
    expect(await refusal(api('GET', '/devices'))).toMatchObject({ code: 'NETWORK', isTransient: true });
  });

  it('repeats itself after the person has signed in again', async () => {
    const renew = jest.fn().mockResolvedValue(true);
    connectSession({ renew, refreshToken: () => Promise.resolve(null) });
    serve(failure('UNAUTHORIZED', 401), { body: { ok: true, data: 'done' } });
    await expect(api('POST', '/locations', { body: {} })).resolves.toBe('done');
    expect(renew).toHaveBeenCalledTimes(1);
  });

  it('repeats itself with the token of a session that another tab began, and gives up when the token is the same', async () => {
    setCsrfToken('old');
    connectSession({
      renew: () => Promise.resolve(false),
      refreshToken: () => {
        setCsrfToken('new');
        return Promise.resolve('new');
      },
    });
    serve(failure('FORBIDDEN', 403), { body: { ok: true, data: 'done' } }, failure('FORBIDDEN', 403));
    await expect(api('POST', '/locations', { body: {} })).resolves.toBe('done');
    expect(headersOf(1)['X-CSRF-Token']).toBe('new');
    expect(await refusal(api('POST', '/locations', { body: {} }))).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('takes the 401 of a sign-in as an answer', async () => {
    const renew = jest.fn();
    connectSession({ renew, refreshToken: () => Promise.resolve(null) });
    serve(failure('UNAUTHORIZED', 401));
    expect(await refusal(api('POST', '/auth/login', { body: {}, anonymous: true }))).toMatchObject({
      status: 401,
    });
    expect(renew).not.toHaveBeenCalled();
  });
});
