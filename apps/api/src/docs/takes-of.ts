// What a route takes: path, query, headers and body, from the decorators that Nest reads the values by.
import { DEVICE_ID_PATTERN, ORDER_ID_PATTERN } from '@coffee/contract/identifiers';
import type { PipeTransform, Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import { DeviceId, IntegerId, readIfMatch } from '../http/parameters';
import type { RouteRecord } from '../http/route-record';
import { takenBodyOf, takenFormOf, takenQueryOf, takenTextOf } from '../http/takes-body';
import type { Schema, Schemas } from './schemas';

interface Argument {
  /** Null for our own parameter decorators. */
  kind: RouteParamtypes | null;
  name: string | undefined;
  type: Type | undefined;
  pipes: readonly (Type<PipeTransform> | PipeTransform)[];
  factory: unknown;
}

const PATH_SCHEMAS: Record<string, Schema> = {
  'devices/:id': { type: 'string', pattern: DEVICE_ID_PATTERN.source },
  'orders/:id': { type: 'string', pattern: ORDER_ID_PATTERN.source },
  ':order_id': { type: 'string', pattern: ORDER_ID_PATTERN.source },
};
const WRITING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const PLAIN: readonly unknown[] = [String, Number, Boolean, Array, Object];

export interface Takes {
  readonly parameters: Schema[];
  readonly requestBody: Schema | null;
  readonly takesQuery: boolean;
}

export function takesOf(route: RouteRecord, schemas: Schemas): Takes {
  const args = argumentsOf(route);
  const query = queryParameters(route, args, schemas);
  const body = takenBodyOf(route.handler) ?? dtoOf(args, RouteParamtypes.BODY);
  return {
    parameters: [...pathParameters(route, args), ...query, ...headerParameters(route, args)],
    requestBody: body ? { required: true, content: contentOf(route.handler, body, schemas) } : null,
    takesQuery: query.length > 0,
  };
}

function contentOf(handler: RouteRecord['handler'], body: Type, schemas: Schemas): Schema {
  const form = takenFormOf(handler);
  const text = takenTextOf(handler);
  return {
    'application/json': { schema: schemas.ref(body) },
    ...(form && { 'multipart/form-data': { schema: { allOf: [schemas.ref(form), FORM_FILE] } } }),
    ...(text !== null && { [text]: { schema: { type: 'string' } } }),
  };
}

const FORM_FILE = {
  type: 'object',
  required: ['file'],
  properties: { file: { type: 'string', format: 'binary' } },
};

function argumentsOf({ controller, methodName }: RouteRecord): Argument[] {
  const metadata = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, methodName) ?? {}) as Record<
    string,
    { index: number; data?: unknown; pipes?: Argument['pipes']; factory?: unknown }
  >;
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, methodName) ??
    []) as (Type | undefined)[];
  return Object.entries(metadata).map(([key, { index, data, pipes, factory }]) => ({
    kind: factory === undefined ? (Number(key.split(':', 1)[0]) as RouteParamtypes) : null,
    name: typeof data === 'string' ? data : undefined,
    type: types[index],
    pipes: pipes ?? [],
    factory,
  }));
}

function dtoOf(args: readonly Argument[], kind: RouteParamtypes): Type | null {
  const found = args.find((arg) => arg.kind === kind && arg.name === undefined && !PLAIN.includes(arg.type));
  return found?.type ?? null;
}

function pathParameters(route: RouteRecord, args: readonly Argument[]): Schema[] {
  return [...route.template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const arg = args.find((each) => each.kind === RouteParamtypes.PARAM && each.name === name);
    return { name, in: 'path', required: true, schema: pathSchema(route, name, arg) };
  });
}

function pathSchema({ path }: RouteRecord, name: string, arg: Argument | undefined): Schema {
  if (arg?.pipes.includes(IntegerId)) return { type: 'integer', minimum: 1 };
  if (arg?.pipes.includes(DeviceId)) return { type: 'string', pattern: DEVICE_ID_PATTERN.source };
  const known = Object.entries(PATH_SCHEMAS).find(
    ([fragment]) => fragment.endsWith(`:${name}`) && `${path}/`.includes(`${fragment}/`),
  );
  return known?.[1] ?? { type: 'string' };
}

function queryParameters(route: RouteRecord, args: readonly Argument[], schemas: Schemas): Schema[] {
  const dto = takenQueryOf(route.handler) ?? dtoOf(args, RouteParamtypes.QUERY);
  const own = dto ? schemas.properties(dto).map(queryParameter) : [];
  const single = args
    .filter((arg) => arg.kind === RouteParamtypes.QUERY && arg.name !== undefined)
    .map((arg) => ({ name: arg.name, in: 'query', required: false, schema: { type: 'string' } }));
  return [...own, ...single];
}

/** Lists are joined by comma. */
function queryParameter({
  name,
  schema,
  required,
}: {
  name: string;
  schema: Schema;
  required: boolean;
}): Schema {
  const list = schema['type'] === 'array' ? { style: 'form', explode: false } : {};
  return { name, in: 'query', required, schema, ...list };
}

function headerParameters(route: RouteRecord, args: readonly Argument[]): Schema[] {
  const headers: Schema[] = [];
  const add = (name: string, required: boolean, description: string): void =>
    void headers.push({ name, in: 'header', required, description, schema: { type: 'string' } });
  if (args.some(({ factory }) => factory === readIfMatch)) {
    add(
      'If-Match',
      false,
      'The version that the edit is based on, in quotes; a stale one is PRECONDITION_FAILED',
    );
  }
  if (route.access?.kind === 'person' && WRITING.has(route.method)) {
    add('X-CSRF-Token', true, 'The csrf_token of the session');
  }
  if (route.access?.kind === 'device') {
    add('X-Device-Id', false, 'When sent, it must equal the id in the path');
  }
  return headers;
}
