// What people type about a command, and the wire's body of it. The rules are the DTO classes of the contract: the
// general one for the request and the type's own one for its payload.
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { COMMAND_PAYLOADS, COMMAND_TYPES, type CommandType } from '@coffee/contract/command-payloads';
import {
  CreateCommand,
  DEFAULT_COMMAND_TTL_SECONDS,
  DEFAULT_MAX_ATTEMPTS,
  PHYSICAL_COMMANDS,
} from '@coffee/contract/commands';
import { toNumber } from '../forms/use-dto-form';

export interface CommandValues {
  payload_recipe_id: string;
  payload_options: string;
  payload_duration_seconds: string;
  payload_package_id: string;
  payload_sync_types: '' | 'status' | 'materials';
  payload_params: string;
  payload_reason: string;
  ttl_seconds: string;
  max_attempts: string;
}

export const COMMAND_VALUES: CommandValues = {
  payload_recipe_id: '',
  payload_options: '',
  payload_duration_seconds: '60',
  payload_package_id: '',
  payload_sync_types: '',
  payload_params: '',
  payload_reason: '',
  ttl_seconds: String(DEFAULT_COMMAND_TTL_SECONDS),
  max_attempts: String(DEFAULT_MAX_ATTEMPTS),
};

/** The fields of a type's own parameters, as the form names them. */
export const PAYLOAD_FIELDS: Record<CommandType, (keyof CommandValues)[]> = {
  make_product: ['payload_recipe_id', 'payload_options'],
  open_door: ['payload_duration_seconds'],
  upgrade: ['payload_package_id'],
  sync: ['payload_sync_types'],
  set_params: ['payload_params'],
  restart: ['payload_reason'],
};

/** Numbers, switches and lists as such; everything else is text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** `name = value`, one a line. A line of another shape makes the whole no object, which the DTO refuses. */
export function parseParams(text: string): Record<string, unknown> | string {
  const params: Record<string, unknown> = {};
  for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
    const found = /^\s*([^=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
    if (!found?.[1]) return text;
    params[found[1]] = valueOf(found[2] ?? '');
  }
  return params;
}

const orAbsent = (text: string) => (text.trim() === '' ? undefined : text.trim());

/** Digits are an integer, as the kiosk's recipes are numbered. */
const recipeIdOf = (text: string): string | number => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : text);

export function payloadOf(type: CommandType, values: CommandValues): Record<string, unknown> {
  switch (type) {
    case 'make_product':
      return {
        recipe_id: recipeIdOf(values.payload_recipe_id.trim()),
        options: orAbsent(values.payload_options) && parseParams(values.payload_options),
      };
    case 'open_door':
      return { duration_seconds: toNumber(values.payload_duration_seconds) ?? undefined };
    case 'upgrade':
      return { package_id: values.payload_package_id.trim() };
    case 'sync':
      return { sync_types: values.payload_sync_types ? [values.payload_sync_types] : undefined };
    case 'set_params':
      return { params: parseParams(values.payload_params) };
    case 'restart':
      return { reason: orAbsent(values.payload_reason) };
  }
}

/** Attempts mean nothing to what is never handed out twice. */
export function deliveryOf(type: CommandType, values: CommandValues) {
  return {
    ttl_seconds: toNumber(values.ttl_seconds) ?? undefined,
    max_attempts: PHYSICAL_COMMANDS.includes(type) ? undefined : (toNumber(values.max_attempts) ?? undefined),
  };
}

/** `base` with the payload judged by the rules of each type. */
export function byType<D extends { payload?: Record<string, unknown> }>(
  base: new () => D,
): Record<CommandType, new () => D> {
  const classes = COMMAND_TYPES.map((type) => {
    const Parent: new () => { payload?: Record<string, unknown> } = base;
    class Typed extends Parent {}
    ValidateNested()(Typed.prototype, 'payload');
    Type(() => COMMAND_PAYLOADS[type])(Typed.prototype, 'payload');
    return [type, Typed];
  });
  return Object.fromEntries(classes) as Record<CommandType, new () => D>;
}

export const CREATE_COMMAND = byType(CreateCommand);
