// What the edge keeps of each registered route. Filled while Nest registers, read by guard, envelope, metrics and OpenAPI.
import type { Type } from '@nestjs/common';
import { type Access, accessOf } from './access';
import { rawTypeOf } from './answers';
import { type BodyRules, bodyRulesOf } from './body-rules';

export interface RouteOrigin {
  readonly controller: Type;
  readonly methodName: string;
}

export interface RouteRecord extends RouteOrigin {
  /** Upper case. */
  readonly method: string;
  /** With parameters as `:id`. */
  readonly path: string;
  /** With parameters as `{id}`: the label of metrics and the key of OpenAPI. */
  readonly template: string;
  readonly handler: object;
  /** Null: declared by nobody, refused at boot. */
  readonly access: Access | null;
  /** Content type of an answer without envelope. */
  readonly raw: string | null;
  readonly body: BodyRules | null;
}

const ORIGIN = Symbol('coffee:route-origin');
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Nest copies a handler's metadata to what it registers, and so the origin arrives at the adapter. */
export function markOrigin(origin: RouteOrigin): void {
  const handler = (origin.controller.prototype as Record<string, object>)[origin.methodName];
  if (handler) Reflect.defineMetadata(ORIGIN, origin, handler);
}

export function describeRoute(method: string, path: string, registered: object): RouteRecord | null {
  const origin = Reflect.getMetadata(ORIGIN, registered) as RouteOrigin | undefined;
  if (!origin) return null;
  const handler = (origin.controller.prototype as Record<string, object>)[origin.methodName] ?? registered;
  const access = accessOf(origin.controller, handler);
  return {
    ...origin,
    method,
    path,
    template: path.replace(/:(\w+)/g, '{$1}').replace(/\{?\*(\w+)\}?/g, '{$1}'),
    handler,
    access,
    raw: rawTypeOf(origin.controller, handler),
    body: WITH_BODY.has(method) ? bodyRulesOf(handler, access) : null,
  };
}
