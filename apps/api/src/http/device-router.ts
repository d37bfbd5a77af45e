import type { EdgeRequest, EdgeResponse } from './edge-request';

export type EdgeHandler = (request: EdgeRequest, response: EdgeResponse) => void;

interface Pattern {
  /** Null stands for a parameter. */
  readonly segments: readonly (string | null)[];
  readonly names: readonly string[];
  readonly handler: EdgeHandler;
}

const NO_QUERY: EdgeRequest['query'] = Object.freeze({});

/**
 * Machines' routes, matched before Express sees the request: a fleet's heartbeats are most of the traffic, and Express
 * costs more than all the rest of one. Whatever is unusual (escapes, a trailing slash, another method) is left to
 * Express, where the same handlers are registered too.
 */
export class DeviceRouter {
  private readonly patterns = new Map<string, Pattern[]>();

  add(method: string, path: string, handler: EdgeHandler): void {
    const parts = path.split('/');
    const segments = parts.map((part) => (part.startsWith(':') ? null : part));
    const names = parts.filter((part) => part.startsWith(':')).map((part) => part.slice(1));
    const key = `${method} ${parts.length}`;
    this.patterns.set(key, [...(this.patterns.get(key) ?? []), { segments, names, handler }]);
  }

  /** The handler, with `params` and `query` set on the request; null when Express has to look. */
  match(request: EdgeRequest): EdgeHandler | null {
    const url = request.url ?? '/';
    if (url.includes('%')) return null;
    const mark = url.indexOf('?');
    const parts = (mark === -1 ? url : url.slice(0, mark)).split('/');
    const candidates = this.patterns.get(`${request.method} ${parts.length}`);
    const found = candidates?.find((pattern) => fits(pattern, parts));
    if (!found) return null;
    request.params = paramsOf(found, parts);
    request.query = mark === -1 ? NO_QUERY : queryOf(url.slice(mark + 1));
    return found.handler;
  }
}

function fits({ segments }: Pattern, parts: readonly string[]): boolean {
  for (let index = segments.length - 1; index >= 0; index -= 1) {
    const segment = segments[index];
    if (segment === null ? parts[index] === '' : segment !== parts[index]) return false;
  }
  return true;
}

function paramsOf({ segments, names }: Pattern, parts: readonly string[]): EdgeRequest['params'] {
  const params: EdgeRequest['params'] = {};
  let name = 0;
  for (let index = 0; index < segments.length; index += 1) {
    if (segments[index] === null) params[names[name++] ?? ''] = parts[index] ?? '';
  }
  return params;
}

function queryOf(text: string): EdgeRequest['query'] {
  const query: EdgeRequest['query'] = {};
  const search = new URLSearchParams(text);
  for (const name of new Set(search.keys())) {
    const values = search.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return query;
}
