import { Forbidden, Unauthorized } from '@coffee/platform/errors';
import type { ExecutionContext } from '@nestjs/common';
import { AccessGuard } from './access.guard';
import type { Access } from './access';
import type { EdgeState } from './edge-request';

const guard = new AccessGuard('https://coffee.example.com');
const person = { id: 7, email: 'a@example.com', role: 'viewer', merchantId: 3 };
const anyone: Access = { kind: 'person', roles: null };
const admins: Access = { kind: 'person', roles: ['admin'] };

interface Sent {
  access: Access | null;
  method?: string;
  headers?: Record<string, string>;
  user?: object;
  session?: object;
}

function call({ access, method = 'GET', headers = {}, user, session = {} }: Sent): EdgeState {
  const edge = {
    id: 'r1',
    ip: '10.0.0.1',
    startedAt: 0,
    route: { access },
    actor: null,
  } as unknown as EdgeState;
  const request = { method, headers, edge, user, session };
  const context = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
  expect(guard.canActivate(context)).toBe(true);
  return edge;
}

describe('AccessGuard', () => {
  it('lets nobody in without a session', () => {
    expect(() => call({ access: anyone })).toThrow(Unauthorized);
  });

  it('lets nobody in where nothing is declared', () => {
    expect(() => call({ access: null, user: person })).toThrow(Unauthorized);
  });

  it('makes the actor of the session', () => {
    expect(call({ access: anyone, user: person }).actor).toEqual({
      userId: 7,
      name: 'a@example.com',
      role: 'viewer',
      merchantId: 3,
      source: 'user',
      ip: '10.0.0.1',
      requestId: 'r1',
    });
  });

  it('refuses a role that is not named', () => {
    expect(() => call({ access: admins, user: person })).toThrow(Forbidden);
    expect(call({ access: admins, user: { ...person, role: 'admin' } }).actor?.role).toBe('admin');
  });

  it.each([undefined, '', 'wrong', 'token-1x'])('refuses to write with the CSRF token %p', (token) => {
    const headers: Record<string, string> = token === undefined ? {} : { 'x-csrf-token': token };
    const session = { csrfToken: 'token-1' };
    expect(() => call({ access: anyone, method: 'POST', user: person, headers, session })).toThrow(Forbidden);
  });

  it('refuses to write in a session that has no CSRF token', () => {
    expect(() =>
      call({ access: anyone, method: 'POST', user: person, headers: { 'x-csrf-token': 'undefined' } }),
    ).toThrow(Forbidden);
  });

  it('lets write with the right CSRF token', () => {
    const headers = { 'x-csrf-token': 'token-1' };
    expect(
      call({ access: anyone, method: 'POST', user: person, headers, session: { csrfToken: 'token-1' } })
        .actor,
    ).not.toBeNull();
  });

  it.each([
    ['GET', { 'sec-fetch-site': 'cross-site' }],
    ['POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['POST', { 'sec-fetch-site': 'same-site' }],
    ['POST', { origin: 'https://evil.example.com', host: 'coffee.example.com' }],
    ['POST', { origin: 'null', host: 'coffee.example.com' }],
  ])('refuses %s from another site: %p', (method, headers) => {
    expect(() => call({ access: { kind: 'public' }, method, headers })).toThrow(Forbidden);
  });

  it.each([
    ['GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['POST', { 'sec-fetch-site': 'same-origin' }],
    ['POST', { origin: 'https://coffee.example.com', host: 'internal:5000' }],
    ['POST', { origin: 'http://localhost:5000', host: 'localhost:5000' }],
    ['POST', {}],
  ])('takes %s with %p', (method, headers) => {
    expect(() => call({ access: { kind: 'public' }, method, headers })).not.toThrow();
  });

  it('asks machines for nothing: their controllers do', () => {
    const access: Access = { kind: 'device', repeat: [], maxKeys: 1 };
    expect(call({ access, method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } }).actor).toBeNull();
  });
});
