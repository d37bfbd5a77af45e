import type { Access } from '../http/access';
import { descriptionOf } from '../http/answers';
import type { RouteRecord } from '../http/route-record';
import { answersOf, failureSchema } from './answers-of';
import { type Schema, Schemas } from './schemas';
import { takesOf } from './takes-of';

const SECURITY: Record<Access['kind'], Schema[]> = {
  public: [],
  person: [{ session: [] }],
  // Where ENABLE_DEVICE_TOKEN is off, machines need none.
  device: [{ deviceToken: [] }, {}],
};

/** The OpenAPI 3.0.3 document of what is really registered, so that nothing can be forgotten in it. */
export function openApiOf(routes: readonly RouteRecord[], publicUrl: string): Schema {
  const schemas = new Schemas();
  const paths: Record<string, Schema> = {};
  for (const route of [...routes].sort(byPath)) {
    const path = (paths[route.template] ??= {});
    path[route.method.toLowerCase()] = operationOf(route, schemas);
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Coffee Admin',
      version: '1.0.0',
      description: DESCRIPTION,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(routes.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...schemas.all(), Failure: failureSchema() },
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function operationOf(route: RouteRecord, schemas: Schemas): Schema {
  const { parameters, requestBody, takesQuery } = takesOf(route, schemas);
  const description = [descriptionOf(route.handler), rolesOf(route.access)].filter(Boolean).join(' ');
  return {
    operationId: `${tagOf(route)}_${route.methodName}`.replace(/\W+/g, '_'),
    tags: [tagOf(route)],
    summary: summaryOf(route.methodName),
    ...(description === '' ? {} : { description }),
    security: SECURITY[route.access?.kind ?? 'person'],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: answersOf(route, schemas, takesQuery),
  };
}

function rolesOf(access: Access | null): string | null {
  if (access?.kind !== 'person') return null;
  return access.roles ? `For ${access.roles.join(' and ')}.` : 'For everybody who is signed in.';
}

function tagOf({ controller }: RouteRecord): string {
  return words(controller.name.replace(/Controller$/, '').replace(/Device$/, ' (machines)'));
}

function summaryOf(methodName: string): string {
  const text = words(methodName).toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function words(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2');
}

function byPath(left: RouteRecord, right: RouteRecord): number {
  return left.template < right.template ? -1 : left.template > right.template ? 1 : 0;
}

const DESCRIPTION = `Every answer is \`{"ok": true, "data": …}\` or \`{"ok": false, "error": {code, message, details?, request_id}}\`.
Times are ISO 8601 in UTC, amounts are numbers with at most 2 decimals, keys are snake_case.

People sign in with \`POST /api/v1/auth/login\` and send \`X-CSRF-Token\` with every request that is not GET, HEAD or OPTIONS.
Machines send \`X-Device-Token\`. On machines' routes unknown keys are ignored, and the first-generation kiosk's
variant of each body is taken too; elsewhere unknown keys are refused.

Lists take \`page\` and \`page_size\`, or \`cursor\` for deep reads; values of one filter are joined by comma, filters combine with AND.

\`GET /readyz\` answers 503 when the database is away or the process is stopping. Without Redis or a worker it answers 200 with
status \`degraded\`: PostgreSQL holds all work, and it is done when they are back.`;

const HEADERS: Schema = {
  RequestId: { description: 'Quote it when you report a problem', schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds to wait', schema: { type: 'integer' } },
};

const SECURITY_SCHEMES: Schema = {
  session: { type: 'apiKey', in: 'cookie', name: 'sid' },
  deviceToken: { type: 'apiKey', in: 'header', name: 'X-Device-Token' },
};
