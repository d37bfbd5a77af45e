// What a person opened last through the palette, in this browser. Kept per person: a shared computer tells nobody.
import { SEARCH_KINDS, type SearchHit } from '@coffee/contract/search';

const MAX = 6;
const keyOf = (userId: number) => `coffee.recent.${userId}`;
const same = (left: SearchHit, right: SearchHit) =>
  left.kind === right.kind && left.id === right.id && left.device_id === right.device_id;

function isHit(value: unknown): value is SearchHit {
  const { kind, id, title } = (value ?? {}) as Partial<SearchHit>;
  return SEARCH_KINDS.some((known) => known === kind) && typeof id === 'string' && typeof title === 'string';
}

export function readRecent(userId: number): SearchHit[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isHit).slice(0, MAX) : [];
  } catch {
    return [];
  }
}

export function rememberHit(userId: number, hit: SearchHit): void {
  const next = [hit, ...readRecent(userId).filter((known) => !same(known, hit))].slice(0, MAX);
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify(next));
  } catch {
    // Without storage nothing is remembered.
  }
}
