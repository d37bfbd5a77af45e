import type { HttpClient } from '@coffee/testing/http-client';

/** One operation of the published document, which lists every registered route. */
export interface Operation {
  method: string;
  template: string;
  /** True when a machine's token opens it, and nothing of people. */
  isDevice: boolean;
  isPublic: boolean;
  /** Its answer never ends: what it shows to whom is held by live.e2e.spec.ts. */
  isStream: boolean;
  /** Names of its query parameters. */
  filters: string[];
}

interface Parameter {
  in: string;
  name: string;
}
interface Documented {
  paths: Record<string, Record<string, { security?: Record<string, unknown>[]; parameters?: Parameter[] }>>;
}

/** Every route of `/api/docs-json`. */
export async function allOperations(client: HttpClient): Promise<Operation[]> {
  const reply = await client.get('/api/docs-json');
  const { paths } = reply.body as unknown as Documented;
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, { security = [], parameters = [] }]) => ({
      method: method.toUpperCase(),
      template,
      isStream: template.startsWith('/sse/'),
      filters: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
      isPublic: security.length === 0 || security.some((scheme) => Object.keys(scheme).length === 0),
      isDevice: security.some((scheme) => Object.keys(scheme).some((name) => /device/i.test(name))),
    })),
  );
}

/** The path with its parameters filled in; a parameter nobody named gets a value that no row has. */
export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (_match, name: string) => String(values[name] ?? 999_999));
}
