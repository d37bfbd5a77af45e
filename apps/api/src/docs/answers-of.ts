import { ERROR_STATUS, type ErrorCode } from '@coffee/contract/errors';
import { Pagination } from '@coffee/contract/paging';
import { RequestMethod } from '@nestjs/common';
import { HTTP_CODE_METADATA, SSE_METADATA } from '@nestjs/common/constants';
import type { Access } from '../http/access';
import { answerShapeOf } from '../http/answers';
import type { RouteRecord } from '../http/route-record';
import type { Schema, Schemas } from './schemas';

const FAILURE = { $ref: '#/components/schemas/Failure' };
const DEFAULT_STATUS: Partial<Record<string, number>> = { [RequestMethod[RequestMethod.POST]]: 201 };

/** Every answer of a route by status: what it gives when all goes well, and each error code that it may give. */
export function answersOf(route: RouteRecord, schemas: Schemas, takesQuery: boolean): Schema {
  const answers: Schema = {};
  for (const status of successStatuses(route)) {
    answers[status] = { description: 'Done', headers: HEADERS, content: successContent(route, schemas) };
  }
  for (const [status, codes] of byStatus(errorCodesOf(route, takesQuery))) {
    // Readiness answers 503 with its checks, not with an error.
    if (answers[status]) continue;
    const retry = status === 429 || status === 503 ? { 'Retry-After': RETRY_AFTER } : {};
    answers[status] = {
      description: codes.join(', '),
      headers: { ...HEADERS, ...retry },
      content: { 'application/json': { schema: FAILURE } },
    };
  }
  return answers;
}

const HEADERS: Schema = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } };
const RETRY_AFTER: Schema = { $ref: '#/components/headers/RetryAfter' };

export function failureSchema(): Schema {
  return {
    type: 'object',
    required: ['ok', 'error'],
    properties: {
      ok: { type: 'boolean', enum: [false] },
      error: {
        type: 'object',
        required: ['code', 'message', 'request_id'],
        properties: {
          code: { type: 'string', enum: Object.keys(ERROR_STATUS) },
          message: { type: 'string' },
          details: { type: 'object', additionalProperties: true },
          request_id: { type: 'string' },
        },
      },
    },
  };
}

function successStatuses(route: RouteRecord): readonly number[] {
  const declared = answerShapeOf(route.handler)?.statuses ?? [];
  if (declared.length > 0) return declared;
  const own = Reflect.getMetadata(HTTP_CODE_METADATA, route.handler) as number | undefined;
  return [own ?? DEFAULT_STATUS[route.method] ?? 200];
}

function successContent(route: RouteRecord, schemas: Schemas): Schema {
  if (Reflect.getMetadata(SSE_METADATA, route.handler)) {
    return { 'text/event-stream': { schema: { type: 'string' } } };
  }
  const data = dataSchema(route, schemas);
  if (route.raw !== null) {
    return { [route.raw]: { schema: route.raw.startsWith('text/') ? { type: 'string' } : data } };
  }
  return { 'application/json': { schema: envelopeSchema(route, data) } };
}

function dataSchema(route: RouteRecord, schemas: Schemas): Schema {
  const shape = answerShapeOf(route.handler);
  if (!shape?.dto) return route.raw === null ? {} : { type: 'object' };
  const one = schemas.ref(shape.dto);
  if (shape.array) return { type: 'array', items: one };
  if (!shape.page) return one;
  return {
    type: 'object',
    required: ['items', 'pagination'],
    properties: { items: { type: 'array', items: one }, pagination: schemas.ref(Pagination) },
  };
}

function envelopeSchema(route: RouteRecord, data: Schema): Schema {
  const repeated = route.access?.kind === 'device' ? route.access.repeat : [];
  const beside = repeated.map((name) => [name, name === 'commands' ? data : { type: 'string' }]);
  return {
    type: 'object',
    required: ['ok', 'data'],
    properties: { ok: { type: 'boolean', enum: [true] }, data, ...Object.fromEntries(beside) } as Schema,
  };
}

const BY_ACCESS: Record<Access['kind'], readonly ErrorCode[]> = {
  public: [],
  person: ['UNAUTHORIZED', 'FORBIDDEN'],
  device: ['UNAUTHORIZED', 'FORBIDDEN', 'RATE_LIMITED'],
};
/** What a route says beside what all of its kind say. */
const BY_PATH: Record<string, readonly ErrorCode[]> = {
  '/api/v1/auth/login': ['UNAUTHORIZED', 'FORBIDDEN', 'RATE_LIMITED'],
  '/api/v1/auth/password': ['RATE_LIMITED'],
  '/metrics': ['UNAUTHORIZED'],
  '/api/v1/payments/:provider/notify': ['UNAUTHORIZED', 'PAYLOAD_TOO_LARGE'],
};
const BY_METHOD: Record<string, readonly ErrorCode[]> = {
  PUT: ['PRECONDITION_FAILED'],
  PATCH: ['PRECONDITION_FAILED'],
};
const WITH_BODY: readonly ErrorCode[] = [
  'INVALID_FORMAT',
  'PAYLOAD_TOO_LARGE',
  'VALIDATION_ERROR',
  'CONFLICT',
];

function errorCodesOf({ access, body, method, path }: RouteRecord, takesQuery: boolean): ErrorCode[] {
  const hasParams = path.includes(':');
  return [
    'INTERNAL_ERROR',
    'SERVICE_UNAVAILABLE',
    ...(takesQuery || hasParams ? (['INVALID_ARGUMENT'] as const) : []),
    ...(hasParams ? missingCodes(path) : []),
    ...(body ? WITH_BODY : []),
    ...(BY_METHOD[method] ?? []),
    ...(access ? BY_ACCESS[access.kind] : []),
    ...(BY_PATH[path] ?? []),
  ];
}

function missingCodes(path: string): ErrorCode[] {
  if (/\/orders\/:/.test(path)) return ['NOT_FOUND', 'DEVICE_NOT_FOUND', 'ORDER_NOT_FOUND'];
  return path.includes('/devices/:') ? ['NOT_FOUND', 'DEVICE_NOT_FOUND'] : ['NOT_FOUND'];
}

function byStatus(codes: readonly ErrorCode[]): Map<number, ErrorCode[]> {
  const grouped = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const status = ERROR_STATUS[code];
    grouped.set(status, [...(grouped.get(status) ?? []), code]);
  }
  return new Map([...grouped].sort(([a], [b]) => a - b));
}
