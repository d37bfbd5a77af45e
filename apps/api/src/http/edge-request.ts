import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
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
  /** The client's, as far as our own proxies vouch for it. */
  readonly ip: string | null;
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

/**
 * The address of the client. Each proxy of ours adds the address it was called from at the end of X-Forwarded-For, so the
 * client's stands as many places from the end as there are proxies; what stands before it anybody could have written.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string | null {
  const peer = request.socket.remoteAddress ?? null;
  if (trustedProxies === 0) return plainAddress(peer);
  const told = String(request.headers['x-forwarded-for'] ?? '').split(',');
  const address = told.at(-trustedProxies)?.trim();
  return plainAddress(address !== undefined && isIP(address) !== 0 ? address : peer);
}

function plainAddress(address: string | null): string | null {
  return address?.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}

export function addressOf(request: { edge: EdgeState }): string | null {
  return request.edge.ip;
}
