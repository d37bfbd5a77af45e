import 'reflect-metadata';
import type { ValidationIssue } from '@coffee/contract/errors';
import { InvalidArgument, ValidationFailed } from '@coffee/platform/errors';
import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import { allowedValues, knownKeys } from './dto-metadata';

const PLAIN_TYPES: readonly unknown[] = [String, Number, Boolean, Array, Object, undefined, null];
const NUL = '\0';

/** Turns bodies and queries into the DTOs that the handlers name, or says field by field what is wrong with them. */
@Injectable()
export class DtoPipe implements PipeTransform {
  transform(value: unknown, { metatype, type, data }: ArgumentMetadata): unknown {
    if (type === 'custom') return value;
    if (type === 'query' || type === 'param') refuseOddText(value, data);
    if (PLAIN_TYPES.includes(metatype)) return value;
    return type === 'body' ? readBody(value, metatype as Type) : readArguments(value, metatype as Type);
  }
}

async function readBody(value: unknown, dto: Type): Promise<unknown> {
  const plain = value ?? {};
  if (typeof plain !== 'object' || Array.isArray(plain)) {
    throw new ValidationFailed([{ field: '', rule: 'isObject', message: 'The body must be a JSON object' }]);
  }
  const { instance, issues } = await check(plain, dto);
  if (issues.length > 0) throw new ValidationFailed(issues);
  return instance;
}

async function readArguments(value: unknown, dto: Type): Promise<unknown> {
  const { instance, issues } = await check({ ...(value as object) }, dto);
  const [first] = issues;
  if (!first) return instance;
  const { field, message, rule } = first;
  const valid = rule === 'whitelistValidation' ? knownKeys(dto) : allowedValues(dto, field);
  throw new InvalidArgument(message, { details: { field, message, ...(valid ? { valid } : {}) } });
}

async function check(plain: object, dto: Type): Promise<{ instance: object; issues: ValidationIssue[] }> {
  const instance = plainToInstance(dto, plain) as object;
  const errors = await validate(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    validationError: { target: false },
  });
  return { instance, issues: errors.flatMap((error) => issuesOf(error, '')) };
}

/** One issue per broken rule, with the path that the SPA's forms know the field by: `items.0.qty`. */
export function issuesOf(error: ValidationError, prefix: string): ValidationIssue[] {
  const field = prefix === '' ? error.property : `${prefix}.${error.property}`;
  // Absent, it breaks all of its rules at once, and only one of them helps.
  if (error.value === undefined && error.constraints && !error.constraints['whitelistValidation'])
    return [{ field, rule: 'isDefined', message: `${field} is required` }];
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    rule,
    message: rule === 'whitelistValidation' ? `${field} is not known here` : message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => issuesOf(child, field))];
}

/** A repeated parameter would arrive as a list where text is expected, and NUL would break the query. */
function refuseOddText(value: unknown, name: string | undefined): void {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [[name ?? '', value]];
  for (const [field, one] of entries as [string, unknown][]) {
    if (Array.isArray(one)) throw oddText(field, 'must be given once; several values are joined by comma');
    if (typeof one === 'string' && one.includes(NUL)) throw oddText(field, 'must not contain NUL');
  }
}

function oddText(field: string, message: string): InvalidArgument {
  return new InvalidArgument(`${field} ${message}`, { details: { field, message } });
}
