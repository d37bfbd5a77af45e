import { type Permission, PERMISSIONS, type Role } from '@coffee/contract/permissions';
import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';

/** Strings of the answer's data that stand at top level too, beside `data`, as the first-generation kiosk reads them. */
export type Repeated = 'message' | 'order_id' | 'device_token' | 'commands';

export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'person'; /** Null: any. */ readonly roles: readonly Role[] | null }
  | { readonly kind: 'device'; readonly repeat: readonly Repeated[]; readonly maxKeys: number };

const ACCESS = Symbol('coffee:access');
const DEVICE_MAX_KEYS = 2_000;

/** Anybody, signed in or not. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS, { kind: 'public' } satisfies Access);
}

/** Anybody who is signed in. */
export function AnyRole(): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS, { kind: 'person', roles: null } satisfies Access);
}

/** People whose role has this permission: by the one table from which the admin hides and draws its matrix. */
export function Needs(permission: Permission): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS, { kind: 'person', roles: PERMISSIONS[permission] } satisfies Access);
}

export interface DeviceRouteOptions {
  /** `commands` repeats the data itself, which is the list there. */
  repeat?: readonly Repeated[];
  /** How many keys the body may have in all. */
  maxKeys?: number;
}

/**
 * A machine's route. It goes past Express, sessions, CSRF, the DTO pipe and the request log: its controller checks the
 * token and the body itself. Answers 200 unless the handler returns an `Answer` with another status.
 */
export function DeviceRoute({
  repeat = [],
  maxKeys = DEVICE_MAX_KEYS,
}: DeviceRouteOptions = {}): MethodDecorator {
  const access: Access = { kind: 'device', repeat, maxKeys };
  return applyDecorators(SetMetadata(ACCESS, access), HttpCode(200));
}

/** The method's declaration, else its controller's; null when neither says who may call. */
export function accessOf(controller: Type, handler: object): Access | null {
  const access: unknown = Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller);
  return (access as Access | undefined) ?? null;
}
