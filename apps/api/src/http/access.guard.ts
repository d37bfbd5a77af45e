import { timingSafeEqual } from 'node:crypto';
import { Forbidden, Unauthorized } from '@coffee/platform/errors';
import type { Actor } from '@coffee/platform/context';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Access } from './access';
import { addressOf } from './edge-request';
import type { SessionRequest } from './session';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Who may call what. Deny by default: a route without a declaration does not even boot. */
export class AccessGuard implements CanActivate {
  private readonly ownOrigin: string;

  constructor(publicUrl: string) {
    this.ownOrigin = new URL(publicUrl).origin;
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<SessionRequest>();
    const access = request.edge.route?.access;
    if (access?.kind === 'device') return true;
    refuseOtherSites(request, this.ownOrigin);
    if (access?.kind === 'public') return true;
    admitPerson(request, access ?? null);
    return true;
  }
}

/** A browser says where a request comes from; a page of another site has no business here, not even to read. */
function refuseOtherSites(request: SessionRequest, ownOrigin: string): void {
  const writes = !SAFE_METHODS.has(request.method);
  const site = request.headers['sec-fetch-site'];
  if (
    site === undefined ? writes && isForeignOrigin(request, ownOrigin) : isForeignSite(request, site, writes)
  )
    throw new Forbidden('Requests from other sites are refused');
}

function isForeignSite(request: SessionRequest, site: unknown, writes: boolean): boolean {
  if (site === 'same-site') return writes;
  // A link on another site may open a file or the documentation: a navigation of the person's own.
  return site === 'cross-site' && (writes || request.headers['sec-fetch-mode'] !== 'navigate');
}

/** Older browsers only name the origin, and only when they write. Programs name none. */
function isForeignOrigin({ headers }: SessionRequest, ownOrigin: string): boolean {
  const { origin, host } = headers;
  return origin !== undefined && origin !== ownOrigin && !origin.endsWith(`//${host}`);
}

function admitPerson(request: SessionRequest, access: Access | null): void {
  const person = request.user;
  if (!person || access?.kind !== 'person') throw new Unauthorized();
  const actor: Actor = {
    userId: person.id,
    name: person.email,
    role: person.role,
    merchantId: person.merchantId,
    source: 'user',
    ip: addressOf(request),
    requestId: request.edge.id,
  };
  request.edge.actor = actor;
  if (!SAFE_METHODS.has(request.method)) checkCsrf(request);
  if (access.roles && !access.roles.includes(person.role)) {
    throw new Forbidden('Your role does not allow this', { details: { roles: access.roles } });
  }
}

function checkCsrf(request: SessionRequest): void {
  const expected = request.session.csrfToken;
  const told = request.headers['x-csrf-token'];
  if (typeof expected === 'string' && typeof told === 'string' && sameText(expected, told)) return;
  throw new Forbidden('The X-CSRF-Token header is missing or wrong');
}

function sameText(expected: string, told: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(told)];
  return left.length === right.length && timingSafeEqual(left, right);
}
