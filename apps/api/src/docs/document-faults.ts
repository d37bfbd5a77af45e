// What makes an OpenAPI 3.0 document unsound, of the things that a generator can get wrong. For specs.
import type { Schema } from './schemas';

interface Operation {
  operationId?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: unknown }[];
  responses?: Record<string, { description?: string }>;
}

export function documentFaults(document: Schema): string[] {
  const version = document['openapi'];
  const operations = operationsOf(document);
  return [
    ...(typeof version === 'string' && version.startsWith('3.0.') ? [] : ['openapi must be 3.0.x']),
    ...operations.flatMap(([name, path, operation]) => operationFaults(name, path, operation)),
    ...duplicates(operations.map(([, , operation]) => operation.operationId)),
    ...referenceFaults(document),
  ];
}

function operationsOf(document: Schema): [string, string, Operation][] {
  const paths = document['paths'] as Record<string, Record<string, Operation>>;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      path,
      operation,
    ]),
  );
}

function operationFaults(
  name: string,
  path: string,
  { parameters = [], responses = {} }: Operation,
): string[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter ?? '');
  const declared = parameters.filter((parameter) => parameter.in === 'path');
  const statuses = Object.keys(responses);
  return [
    ...inPath
      .filter((parameter) => !declared.some((each) => each.name === parameter && each.required))
      .map((parameter) => `${name}: {${parameter}} is not declared`),
    ...declared
      .filter((parameter) => !inPath.includes(parameter.name))
      .map((parameter) => `${name}: ${parameter.name} is not in the path`),
    ...duplicates(parameters.map((parameter) => `${name}: ${parameter.in} ${parameter.name}`)),
    ...parameters
      .filter(({ schema }) => !schema)
      .map((parameter) => `${name}: ${parameter.name} has no schema`),
    ...(statuses.some((status) => /^2\d\d$/.test(status)) ? [] : [`${name}: no success`]),
    ...statuses
      .filter((status) => !responses[status]?.description)
      .map((status) => `${name}: ${status} has no description`),
  ];
}

function referenceFaults(document: Schema): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, target]) => target ?? '',
  );
  return [...new Set(references)]
    .filter((target) => resolve(document, target) === undefined)
    .map((target) => `nothing stands at #/${target}`);
}

function resolve(document: Schema, target: string): unknown {
  return target
    .split('/')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], document);
}

function duplicates(names: (string | undefined)[]): string[] {
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => `${name ?? '(none)'} stands twice`);
}
