import {
  DEFAULT_PAGE_SIZE,
  EXACT_TOTAL_LIMIT,
  MAX_PAGE_SIZE,
  type Pagination,
} from '@coffee/contract/paging';
import { InvalidArgument } from '@coffee/platform/errors';
import { createHash } from 'node:crypto';
import { behindCursor, type Cursor, readCursor, writeCursor } from './cursor';
import type { EntityClass } from './tenant-scope';

type SqlType = 'text' | 'uuid' | 'timestamptz' | 'bigint' | 'integer' | 'double precision';

interface SortColumn {
  expression: string;
  type: SqlType;
}

/** What a list is, said once: where the rows come from, what is answered, what it may be sorted by. SQL by developers only. */
export interface ListSpec {
  /** Whose ownership decides the scope; `alias` is its alias in `from`. */
  entity: EntityClass;
  alias: string;
  from: string;
  select: string;
  /** Joins that the answer needs and that neither drop nor multiply rows, so that counting goes without them. */
  joins?: string;
  /** Wire name of the sort -> column. */
  sorts: Record<string, SortColumn>;
  /** For example `-created_at`. */
  defaultSort: string;
  /** Unique column that breaks ties. */
  key: SortColumn;
}

/** Conditions with their values, joined by AND. */
export class Conditions {
  readonly parameters: unknown[] = [];
  private readonly parts: string[] = [];

  /** Adds a condition; `place` is where its value stands, e.g. `$3`. Does nothing when the value is undefined. */
  add(value: unknown, condition: (place: string) => string): this {
    if (value === undefined) return this;
    this.parameters.push(value);
    this.parts.push(condition(`$${this.parameters.length}`));
    return this;
  }

  /** Adds a condition without a value. */
  raw(condition: string): this {
    this.parts.push(condition);
    return this;
  }

  get sql(): string {
    return this.parts.length === 0 ? 'true' : this.parts.map((part) => `(${part})`).join(' and ');
  }
}

/** Escapes what LIKE would read as a wildcard. */
export function likeLiteral(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}

export interface ListRequest {
  where: Conditions;
  page?: number | undefined;
  pageSize?: number | undefined;
  cursor?: string | undefined;
  sort?: string | undefined;
}

export interface ListResult<Row> {
  rows: Row[];
  pagination: Pagination;
}

type Run = <R>(sql: string, parameters: unknown[]) => Promise<R[]>;
interface Sort {
  name: string;
  column: SortColumn;
  descending: boolean;
}

function readSort(spec: ListSpec, requested: string | undefined): Sort {
  const name = requested ?? spec.defaultSort;
  const descending = name.startsWith('-');
  const field = descending ? name.slice(1) : name;
  const column = Object.hasOwn(spec.sorts, field) ? spec.sorts[field] : undefined;
  if (!column) {
    const valid = Object.keys(spec.sorts).flatMap((sort) => [sort, `-${sort}`]);
    throw new InvalidArgument(`Cannot sort by ${name}`, { details: { field: 'sort', valid } });
  }
  return { name, column, descending };
}

/** The order of a list without its pages, for who reads it whole. A sort that the list does not know is refused. */
export function orderSql(spec: ListSpec, requested: string | undefined): string {
  const { column, descending } = readSort(spec, requested);
  const direction = descending ? 'desc' : 'asc';
  return `${column.expression} ${direction}, ${spec.key.expression} ${direction}`;
}

/** Planner's estimates are asked for seldom: they are estimates anyway. */
const estimates = new Map<string, { total: number; until: number }>();
const ESTIMATE_TTL_MS = 30_000;

async function estimateTotal(run: Run, sql: string, parameters: unknown[]): Promise<number> {
  const key = createHash('sha1').update(sql).update(JSON.stringify(parameters)).digest('base64');
  const known = estimates.get(key);
  if (known && known.until > Date.now()) return known.total;
  const [row] = await run<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    `explain (format json) ${sql}`,
    parameters,
  );
  const total = Math.max(row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0, EXACT_TOTAL_LIMIT + 1);
  if (estimates.size > 500) estimates.clear();
  estimates.set(key, { total, until: Date.now() + ESTIMATE_TTL_MS });
  return total;
}

type RowWithPlace = Record<string, unknown> & { _sort: string | null; _key: string | null; _total: number };

/** Reads one page in one statement: the rows and a count that stops at 10,001. */
export async function listPage<Row>(
  run: Run,
  spec: ListSpec,
  scope: string,
  request: ListRequest,
): Promise<ListResult<Row>> {
  const sort = readSort(spec, request.sort);
  const size = Math.min(request.pageSize ?? DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  const page = request.cursor ? 1 : (request.page ?? 1);
  const where = `${scope} and ${request.where.sql}`;
  const counted = `select 1 from ${spec.from} where ${where}`;
  const rows = await readRows(run, spec, request, { sort, where, counted, size, offset: (page - 1) * size });

  const found = rows.filter((row) => row._key !== null);
  const shown = found.slice(0, size);
  const hasNext = found.length > size;
  const { total, isEstimate } = await totalOf(run, rows, counted, request.where.parameters);
  return {
    rows: shown as Row[],
    pagination: {
      total,
      total_is_estimate: isEstimate,
      page,
      page_size: size,
      pages: Math.ceil(total / size),
      has_next: hasNext,
      has_prev: page > 1 || request.cursor !== undefined,
      next_cursor: hasNext ? cursorAfter(sort.name, shown.at(-1)) : null,
    },
  };
}

interface PagePlan {
  sort: Sort;
  where: string;
  counted: string;
  size: number;
  offset: number;
}

async function readRows(
  run: Run,
  spec: ListSpec,
  request: ListRequest,
  { sort, where, counted, size, offset }: PagePlan,
): Promise<RowWithPlace[]> {
  const parameters = [...request.where.parameters];
  const after = request.cursor
    ? afterCursor(spec, sort, readCursor(request.cursor, sort.name), parameters)
    : '';
  const direction = sort.descending ? 'desc' : 'asc';
  const rows = run<RowWithPlace>(
    `with page as materialized (
       select ${spec.select}, ${sort.column.expression}::text as _sort, ${spec.key.expression}::text as _key
       from ${spec.from} ${spec.joins ?? ''} where ${where}${after}
       order by ${sort.column.expression} ${direction}, ${spec.key.expression} ${direction}
       limit ${size + 1} offset ${offset}
     ), counted as materialized (select count(*)::integer as n from (${counted} limit ${EXACT_TOTAL_LIMIT + 1}) capped)
     select page.*, counted.n as _total from counted left join page on true`,
    parameters,
  );
  return behindCursor(rows, request.cursor);
}

/** The condition for what comes after the cursor; its values are added to the parameters. */
function afterCursor(spec: ListSpec, sort: Sort, cursor: Cursor, parameters: unknown[]): string {
  parameters.push(cursor.value, cursor.key);
  const [value, key] = [`$${parameters.length - 1}`, `$${parameters.length}`];
  return ` and (${sort.column.expression}, ${spec.key.expression}) ${sort.descending ? '<' : '>'} (${value}::${sort.column.type}, ${key}::${spec.key.type})`;
}

async function totalOf(
  run: Run,
  rows: RowWithPlace[],
  counted: string,
  parameters: unknown[],
): Promise<{ total: number; isEstimate: boolean }> {
  const count = rows[0]?._total ?? 0;
  const isEstimate = count > EXACT_TOTAL_LIMIT;
  return { total: isEstimate ? await estimateTotal(run, counted, parameters) : count, isEstimate };
}

function cursorAfter(sort: string, last: RowWithPlace | undefined): string | null {
  return last ? writeCursor({ sort, value: String(last._sort), key: String(last._key) }) : null;
}
