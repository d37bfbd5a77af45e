import { SetMetadata } from '@nestjs/common';
import type { Access } from './access';

/** What a route takes as its body. */
export interface BodyRules {
  readonly maxBytes: number;
  readonly maxKeys: number;
  /**
   * Machines cannot be asked to type again: what would break the database is cleaned out of their bodies, and of two
   * equal keys the last one stands. People are told instead.
   */
  readonly lenient: boolean;
}

const MIB = 1024 * 1024;
const DEFAULTS: BodyRules = { maxBytes: MIB, maxKeys: 2_000, lenient: false };
const BODY = Symbol('coffee:body');

/** Larger limits for a route, or `null` for one that reads its own body (an upload). */
export function BodyLimits(limits: Partial<BodyRules> | null): MethodDecorator {
  return SetMetadata(BODY, limits);
}

export function bodyRulesOf(handler: object, access: Access | null): BodyRules | null {
  const own = Reflect.getMetadata(BODY, handler) as Partial<BodyRules> | null | undefined;
  if (own === null) return null;
  if (access?.kind === 'device') return { ...DEFAULTS, lenient: true, maxKeys: access.maxKeys, ...own };
  return { ...DEFAULTS, ...own };
}
