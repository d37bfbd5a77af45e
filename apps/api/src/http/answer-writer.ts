// The one place that writes JSON to a socket: the envelope of successes and failures. Works on Node's bare response,
// because machines' requests never meet Express.
import { type Logger, ThrottledLog } from '@coffee/platform/logging';
import type { Repeated } from './access';
import { Answer } from './answers';
import type { EdgeResponse } from './edge-request';
import { failureOf, statusOfFailure } from './failure';
import type { RouteRecord } from './route-record';

/** While the database is away every request fails alike. */
const outages = new ThrottledLog('Edge');

const JSON_TYPE = 'application/json; charset=utf-8';

export function writeJson(response: EdgeResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.statusCode = status;
  response.setHeader('Content-Type', JSON_TYPE);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.end(text);
}

/** `{"ok": true, "data": …}`, and on machines' routes what the first-generation kiosk reads at top level. */
export function envelope(data: unknown, route: RouteRecord | null): Record<string, unknown> {
  const body: Record<string, unknown> = { ok: true, data: data ?? null };
  if (route?.access?.kind === 'device') {
    for (const name of route.access.repeat) repeat(body, name, data);
  }
  return body;
}

function repeat(body: Record<string, unknown>, name: Repeated, data: unknown): void {
  if (name === 'commands') {
    if (Array.isArray(data)) body['commands'] = data;
    return;
  }
  const value = (data as Partial<Record<Repeated, unknown>> | null)?.[name];
  if (typeof value === 'string') body[name] = value;
}

export function writeAnswer(response: EdgeResponse, result: unknown): void {
  const { route } = response.req.edge;
  const data = result instanceof Answer ? (result.data as unknown) : result;
  if (result instanceof Answer) {
    response.statusCode = result.status;
    for (const [name, value] of Object.entries(result.headers)) response.setHeader(name, value);
  }
  if (response.statusCode === 204) response.end();
  else if (!route?.raw) writeJson(response, response.statusCode, envelope(data, route));
  else if (typeof data === 'string' || Buffer.isBuffer(data)) response.end(data);
  else writeJson(response, response.statusCode, data ?? null);
}

export function writeFailure(response: EdgeResponse, error: unknown, logger: Logger): void {
  const { edge } = response.req;
  const failure = failureOf(error);
  if (failure.log === 'warn') outages.warn(`Requests are answered ${failure.code}`, error);
  if (failure.log === 'error') {
    const where = { method: response.req.method, route: edge.route?.template, request_id: edge.id };
    logger.error({ ...where, code: failure.code, err: error }, 'request failed');
  }
  if (response.headersSent) {
    // A stream that broke in the middle: the client must not take what it has for the whole.
    response.destroy();
    return;
  }
  if (failure.retryAfterSeconds !== undefined)
    response.setHeader('Retry-After', Math.max(1, Math.ceil(failure.retryAfterSeconds)));
  const { code, message, details } = failure;
  for (const header of ['ETag', 'Content-Disposition', 'Content-Encoding']) response.removeHeader(header);
  writeJson(response, statusOfFailure(failure), {
    ok: false,
    error: { code, message, ...(details ? { details } : {}), request_id: edge.id },
  });
}
