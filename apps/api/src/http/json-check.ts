// JSON that parses may still be hostile: too deep, too many keys, keys that reach prototypes, characters that the
// database cannot hold. Looked at before validation, which would spend time on it.
import { InvalidFormat, ValidationFailed } from '@coffee/platform/errors';
import type { BodyRules } from './body-rules';

const MAX_DEPTH = 20;
const UNSAFE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
/** PostgreSQL refuses NUL in text, and halves of surrogate pairs in jsonb. Both can only arrive as escapes. */
const MAY_BE_UNSTORABLE = /\\u0000|\\u[dD][89a-fA-F]/;
const NUL = '\0';

interface Walk extends Pick<BodyRules, 'lenient' | 'maxKeys'> {
  keys: number;
  readonly cleanText: boolean;
}

/** Parses, checks, and for machines cleans. Throws `InvalidFormat`, or `ValidationFailed` where a field can be named. */
export function parseJson(text: string, rules: Pick<BodyRules, 'lenient' | 'maxKeys'>): unknown {
  const value = parse(text);
  const walk: Walk = { ...rules, keys: 0, cleanText: MAY_BE_UNSTORABLE.test(text) };
  const checked = visit(value, walk, 1, '');
  const duplicate = rules.lenient ? null : duplicateKey(text);
  if (duplicate !== null) {
    throw new InvalidFormat('A key stands twice in one object', { details: { field: duplicate } });
  }
  return checked;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidFormat('The body is not valid JSON');
  }
}

function visit(value: unknown, walk: Walk, depth: number, path: string): unknown {
  if (typeof value === 'string') return walk.cleanText ? storable(value, walk, path) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw new InvalidFormat(`The body is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) visitList(value, walk, depth, path);
  else visitObject(value as Record<string, unknown>, walk, depth, path);
  return value;
}

function visitList(list: unknown[], walk: Walk, depth: number, path: string): void {
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index];
    if (typeof item === 'object' || walk.cleanText)
      list[index] = visit(item, walk, depth + 1, join(path, index));
  }
}

function visitObject(object: Record<string, unknown>, walk: Walk, depth: number, path: string): void {
  for (const key of Object.keys(object)) {
    walk.keys += 1;
    if (walk.keys > walk.maxKeys)
      throw new InvalidFormat(`The body has more than ${walk.maxKeys} keys in all`);
    if (UNSAFE_KEYS.has(key)) refuseOrDrop(object, key, walk, path);
    else if (typeof object[key] === 'object' || walk.cleanText)
      object[key] = visit(object[key], walk, depth + 1, join(path, key));
    if (walk.cleanText && storable(key, walk, join(path, key)) !== key) delete object[key];
  }
}

function refuseOrDrop(object: Record<string, unknown>, key: string, walk: Walk, path: string): void {
  if (!walk.lenient) throw new InvalidFormat('A key is not allowed', { details: { field: join(path, key) } });
  delete object[key];
}

function storable(text: string, walk: Walk, path: string): string {
  const clean = text.includes(NUL) ? text.replaceAll(NUL, '') : text;
  const wellFormed = clean.replace(LONE_SURROGATE, '\uFFFD');
  if (wellFormed === text || walk.lenient) return wellFormed;
  const message = `${path} must not contain NUL or broken Unicode characters`;
  throw new ValidationFailed([{ field: path, rule: 'plainText', message }]);
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

function join(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}

const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const QUOTE = 34;
const BACKSLASH = 92;
const COLON = 58;

/** The first key that an object of this valid JSON holds twice. `JSON.parse` would silently keep the last. */
export function duplicateKey(text: string): string | null {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE || code === OPEN_BRACKET) open.push(new Set());
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) open.pop();
    else if (code === QUOTE) {
      const end = endOfString(text, at);
      const key = isKey(text, end) ? (JSON.parse(text.slice(at, end + 1)) as string) : null;
      if (key !== null && !addNew(open.at(-1), key)) return key;
      at = end;
    }
  }
  return null;
}

function addNew(seen: Set<string> | undefined, key: string): boolean {
  const isNew = seen?.has(key) !== true;
  seen?.add(key);
  return isNew;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

function isKey(text: string, endOfText: number): boolean {
  let at = endOfText + 1;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return text.charCodeAt(at) === COLON;
}
