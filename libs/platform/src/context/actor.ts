import type { Role } from '@coffee/contract/permissions';

export const ACTOR_SOURCES = ['user', 'device', 'system', 'cli'] as const;
export type ActorSource = (typeof ACTOR_SOURCES)[number];

/** Who acts. Every feature verb that touches a tenant's rows takes it first; scope and audit are derived from it. */
export interface Actor {
  readonly userId: number | null;
  readonly name: string;
  readonly role: Role | null;
  /** Null sees every merchant; a number sees that merchant alone. */
  readonly merchantId: number | null;
  readonly source: ActorSource;
  readonly ip: string | null;
  readonly requestId: string | null;
}

const NOBODY = { userId: null, role: null, merchantId: null, ip: null, requestId: null } as const;

/** The worker's sweeps, schedules and jobs. Unrestricted: narrow it with `actingFor` where a row names its merchant. */
export function systemActor(requestId: string | null = null): Actor {
  return { ...NOBODY, name: 'system', source: 'system', requestId };
}

/** A machine. Its rows are found by its own id, so it carries no merchant unless the caller knows it. */
export function deviceActor(
  deviceId: string,
  ip: string | null,
  requestId: string | null = null,
  merchantId: number | null = null,
): Actor {
  return { ...NOBODY, name: deviceId, source: 'device', ip, requestId, merchantId };
}

/** A person at a shell of the server: may do everything, and the audit log names the account of the machine. */
export function cliActor(name: string): Actor {
  return { ...NOBODY, name, role: 'admin', source: 'cli' };
}

export function actingFor(actor: Actor, merchantId: number): Actor {
  return { ...actor, merchantId };
}
