// The URL is the only truth about a list: what is not in it is at its default, and what is wrong in it is dropped.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Query } from '../api/client';

export type Field =
  | { kind: 'text' }
  | { kind: 'int' }
  | { kind: 'number' }
  | { kind: 'flag' }
  | { kind: 'day' }
  | { kind: 'one'; values: readonly string[] }
  | { kind: 'many'; values?: readonly string[] };

export interface ListSchema<F extends Record<string, Field> = Record<string, Field>> {
  fields: F;
  sorts: readonly string[];
  /** With a leading minus for descending. */
  defaultSort: string;
  /** Fields that the page turns into others before it asks, such as a range of days. */
  local?: readonly (keyof F)[];
}

type ValueOf<F extends Field> = F extends { kind: 'int' | 'number' }
  ? number | null
  : F extends { kind: 'flag' }
    ? boolean | null
    : F extends { kind: 'many'; values: readonly (infer V)[] }
      ? V[]
      : F extends { kind: 'many' }
        ? string[]
        : F extends { kind: 'one'; values: readonly (infer V)[] }
          ? V | null
          : string | null;
export type ListValues<F extends Record<string, Field>> = { [K in keyof F]: ValueOf<F[K]> };
export type LooseValue = string | number | boolean | readonly string[] | null;

export const PAGE_SIZES = [20, 50, 100, 200] as const;
const DEFAULT_PAGE_SIZE = 20;
const MAX_TEXT = 100;

export interface ListState<F extends Record<string, Field> = Record<string, Field>> {
  values: ListValues<F>;
  page: number;
  pageSize: number;
  sort: string;
  /** What the API is asked. */
  query: Query;
  hasFilters: boolean;
  set: (patch: Partial<Record<keyof F, LooseValue>>, options?: { replace?: boolean }) => void;
  setSort: (sort: string) => void;
  setPageSize: (size: number) => void;
  clear: () => void;
  /** The search string of another page of the same list. */
  pageSearch: (page: number) => string;
}

function parseMany(text: string, values?: readonly string[]): string[] {
  const parts = text.split(',').filter((part) => part !== '' && (!values || values.includes(part)));
  return [...new Set(parts)].map((part) => part.slice(0, MAX_TEXT));
}

type Parser = (text: string, values: readonly string[]) => LooseValue;

/** Every kind of field but lists of values; null for what is no such value. */
const PARSERS: Record<Exclude<Field['kind'], 'many'>, Parser> = {
  text: (text) => text.slice(0, MAX_TEXT),
  int: (text) => (/^[1-9]\d{0,9}$/.test(text) ? Number(text) : null),
  number: (text) => (/^\d{1,12}(\.\d{1,2})?$/.test(text) ? Number(text) : null),
  flag: (text) => (text === 'true' ? true : text === 'false' ? false : null),
  day: (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null),
  one: (text, values) => (values.includes(text) ? text : null),
};

function parseField(field: Field, text: string | null): LooseValue {
  if (field.kind === 'many') return text === null ? [] : parseMany(text, field.values);
  if (text === null || text === '') return null;
  return PARSERS[field.kind](text, field.kind === 'one' ? field.values : []);
}

const isEmpty = (value: LooseValue | undefined) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** Pure, so that a table of URLs can test it. */
export function parseList<F extends Record<string, Field>>(schema: ListSchema<F>, search: URLSearchParams) {
  const values = Object.fromEntries(
    Object.entries(schema.fields).map(([key, field]) => [key, parseField(field, search.get(key))]),
  ) as ListValues<F>;
  const page = Number(/^[1-9]\d{0,5}$/.exec(search.get('page') ?? '')?.[0] ?? 1);
  const size = Number(search.get('page_size'));
  const sort = search.get('sort') ?? schema.defaultSort;
  return {
    values,
    page,
    pageSize: (PAGE_SIZES as readonly number[]).includes(size) ? size : DEFAULT_PAGE_SIZE,
    sort: schema.sorts.includes(sort.replace(/^-/, '')) ? sort : schema.defaultSort,
  };
}

/** The next search string: fields of the list changed, everything else in the URL kept, defaults left out. */
export function withChange(
  search: URLSearchParams,
  patch: Record<string, LooseValue | undefined>,
): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [key, value] of Object.entries(patch)) {
    if (isEmpty(value)) next.delete(key);
    else next.set(key, Array.isArray(value) ? value.join(',') : String(value));
  }
  return next;
}

export function useListState<const F extends Record<string, Field>>(schema: ListSchema<F>): ListState<F> {
  const [search, setSearch] = useSearchParams();
  const parsed = useMemo(() => parseList(schema, search), [schema, search]);
  const { values, page, pageSize, sort } = parsed;

  const query = useMemo(() => {
    const local = new Set<string>((schema.local ?? []) as string[]);
    const filters = Object.entries(values).filter(([key]) => !local.has(key));
    return { ...Object.fromEntries(filters), page, page_size: pageSize, sort } as Query;
  }, [schema, values, page, pageSize, sort]);

  const change = useCallback(
    (patch: Record<string, LooseValue | undefined>, replace = false) =>
      setSearch((now) => withChange(now, patch), { replace }),
    [setSearch],
  );
  const keys = Object.keys(schema.fields);
  return {
    ...parsed,
    query,
    hasFilters: keys.some((key) => !isEmpty(values[key as keyof F] as LooseValue)),
    set: (patch, options) =>
      change({ ...(patch as Record<string, LooseValue>), page: null }, options?.replace ?? false),
    setSort: (next) => change({ sort: next === schema.defaultSort ? null : next, page: null }),
    setPageSize: (size) => change({ page_size: size === DEFAULT_PAGE_SIZE ? null : size, page: null }),
    clear: () => change({ ...Object.fromEntries(keys.map((key) => [key, null])), page: null }),
    pageSearch: (to) => `?${withChange(search, { page: to === 1 ? null : to }).toString()}`,
  };
}
