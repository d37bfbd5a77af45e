import { TransportFailure } from './transport-failure';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws `TransportFailure` ANSWER_GARBAGE for anything but a JSON object. */
export function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (isObject(value)) return value;
  throw new TransportFailure('ANSWER_GARBAGE', 'The message is no JSON object');
}

/** The text at a path of keys; null when there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
  return typeof found === 'string' ? found : null;
}

export function integerAt(value: unknown, ...path: readonly string[]): number | null {
  const found = path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : null;
}
