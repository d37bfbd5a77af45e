// The device routes validate thousands of bodies a second. class-validator walks its metadata anew for every object;
// here the same decorators are walked once, at start, into a list of checks per class. One source of rules, two readers.
import type { ValidationIssue } from '@coffee/contract/errors';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import {
  getFromContainer,
  getMetadataStorage,
  type ValidationArguments,
  type ValidatorConstraintInterface,
  ValidationTypes,
} from 'class-validator';

type Body = Record<string, unknown>;

interface Rule {
  name: string;
  each: boolean;
  passes(value: unknown, args: ValidationArguments): boolean;
  message(args: ValidationArguments): string;
  constraints: unknown[];
}

interface Field {
  name: string;
  optional: boolean;
  rules: Rule[];
  nested: CompiledClass | null;
  nestedEach: boolean;
}

interface CompiledClass {
  target: new () => object;
  fields: Field[];
}

export type Validated<T> = { ok: true; value: T } | { ok: false; issues: ValidationIssue[] };

const compiledClasses = new Map<new () => object, CompiledClass>();

type RuleMetadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function ruleOf(metadata: RuleMetadata): Rule {
  const constraint = getFromContainer<ValidatorConstraintInterface>(metadata.constraintCls);
  const name = metadata.name ?? metadata.constraintCls.name;
  return {
    name,
    each: metadata.each,
    constraints: (metadata.constraints as unknown[] | undefined) ?? [],
    passes: (value, args) => constraint.validate(value, args) === true,
    message: (args) =>
      typeof metadata.message === 'string'
        ? metadata.message
        : filledIn(constraint.defaultMessage?.(args) ?? `${args.property} breaks ${name}`, args),
  };
}

/** Messages of class-validator name the field as `$property` and a rule's arguments as `$constraint1`, `$constraint2`. */
function filledIn(message: string, { property, constraints }: ValidationArguments): string {
  return message.replace(/\$property/g, property).replace(/\$constraint(\d)/g, (_mark, nth: string) => {
    const value: unknown = constraints[Number(nth) - 1];
    return Array.isArray(value) ? value.join(', ') : String(value);
  });
}

function compile(target: new () => object): CompiledClass {
  const known = compiledClasses.get(target);
  if (known) return known;
  const compiled: CompiledClass = { target, fields: [] };
  compiledClasses.set(target, compiled);
  const fields = new Map<string, Field>();
  for (const metadata of getMetadataStorage().getTargetValidationMetadatas(target, '', false, false)) {
    const name = metadata.propertyName;
    const field = fields.get(name) ?? { name, optional: false, rules: [], nested: null, nestedEach: false };
    fields.set(name, field);
    if (metadata.type === ValidationTypes.CONDITIONAL_VALIDATION) {
      field.optional = true;
    } else if (metadata.type === ValidationTypes.NESTED_VALIDATION) {
      const type = defaultMetadataStorage.findTypeMetadata(target, name)?.typeFunction() as
        (new () => object) | undefined;
      if (!type) throw new Error(`${target.name}.${name} is nested without @Type`);
      field.nested = compile(type);
      field.nestedEach = metadata.each;
    } else if (metadata.type === ValidationTypes.CUSTOM_VALIDATION) {
      field.rules.push(ruleOf(metadata));
    } else {
      throw new Error(`${target.name}.${name}: ${metadata.type} cannot be compiled`);
    }
  }
  compiled.fields = [...fields.values()];
  // class-validator lists the last decorator first; people expect the first broken rule as it was written.
  for (const field of compiled.fields) field.rules.reverse();
  return compiled;
}

function checkRule(rule: Rule, field: Field, value: unknown, path: string, issues: ValidationIssue[]): void {
  const args: ValidationArguments = {
    value,
    constraints: rule.constraints,
    targetName: '',
    object: EMPTY,
    property: field.name,
  };
  const passes = rule.each
    ? Array.isArray(value) && value.every((entry: unknown) => rule.passes(entry, args))
    : rule.passes(value, args);
  if (!passes) issues.push({ field: path, rule: rule.name, message: rule.message(args) });
}
const EMPTY = {};

function readNested(
  field: Field,
  nested: CompiledClass,
  value: unknown,
  path: string,
  issues: ValidationIssue[],
): unknown {
  if (!field.nestedEach) return readClass(nested, value, `${path}.`, issues, path);
  if (!Array.isArray(value)) return value;
  return value.map((entry: unknown, index) =>
    readClass(nested, entry, `${path}.${index}.`, issues, `${path}.${index}`),
  );
}

function readField(field: Field, value: unknown, prefix: string, issues: ValidationIssue[]): unknown {
  const path = prefix + field.name;
  const before = issues.length;
  for (const rule of field.rules) checkRule(rule, field, value, path, issues);
  // A list that is too long or no list at all is said once, not entry by entry.
  return field.nested && issues.length === before
    ? readNested(field, field.nested, value, path, issues)
    : value;
}

function isBody(body: unknown): body is Body {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function readClass(
  compiled: CompiledClass,
  body: unknown,
  prefix: string,
  issues: ValidationIssue[],
  path: string,
): Body {
  if (!isBody(body)) {
    issues.push({ field: path, rule: 'isObject', message: `${path || 'the body'} must be an object` });
    return EMPTY;
  }
  const read: Body = {};
  for (const field of compiled.fields) {
    const value = Object.hasOwn(body, field.name) ? body[field.name] : undefined;
    if (field.optional && (value === undefined || value === null)) {
      if (value === null) read[field.name] = null;
      continue;
    }
    read[field.name] = readField(field, value, prefix, issues);
  }
  return read;
}

/**
 * A validator made of a DTO class's own decorators: `validate(body)` answers a plain object with the declared keys
 * alone, or every broken rule with its path. Undeclared keys are left behind. Throws at start for what it cannot read.
 */
export function compileValidator<T extends object>(target: new () => T): (body: unknown) => Validated<T> {
  const compiled = compile(target);
  return (body) => {
    const issues: ValidationIssue[] = [];
    const value = readClass(compiled, body, '', issues, '');
    return issues.length === 0 ? { ok: true, value: value as T } : { ok: false, issues };
  };
}
