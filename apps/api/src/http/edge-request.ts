import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '@coffee/platform/context';
import type { RouteRecord } from './route-record';

/** What the edge knows of one request; `X-Request-Id`, the log, the metrics and the guards read it. */
export interface EdgeState {
  readonly id: string;
  /** Milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** Null until a route took the request. */
  route: RouteRecord | null;
  /** The signed-in person; null on public and device routes. */
  actor: Actor | null;
  /** A file of the SPA. */
  isStatic: boolean;
}

/** On device routes the request is Node's own, without anything of Express: only what stands here is there. */
export interface EdgeRequest extends IncomingMessage {
  edge: EdgeState;
  params: Record<string, string>;
  query: Record<string, string | string[] | undefined>;
  body: unknown;
}

export interface EdgeResponse extends ServerResponse<EdgeRequest> {
  req: EdgeRequest;
}

/** The peer's address. Behind a proxy it is the proxy's, unless Express was told to trust it. */
export function addressOf(request: IncomingMessage & { ip?: string | undefined }): string | null {
  const address = request.ip ?? request.socket.remoteAddress ?? null;
  return address?.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
