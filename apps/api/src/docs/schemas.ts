// DTO classes as OpenAPI 3.0 schemas. class-validator's metadata is the one source of rules; here it is only translated.
import { IMPORT_FIELDS } from '@coffee/contract/import-mapping';
import type { Type } from '@nestjs/common';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import { rulesOf } from '../http/dto-metadata';

export type Schema = Record<string, unknown>;
type Rule = ReturnType<typeof rulesOf>[number];
type Translate = (constraints: readonly unknown[]) => Schema;

const TRANSLATIONS: Record<string, Translate> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isObject: () => ({ type: 'object', additionalProperties: true }),
  isArray: () => ({ type: 'array', items: {} }),
  isIn: ([values]) => ({ type: typeof (values as unknown[])[0], enum: values }),
  matches: ([pattern]) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isLatitude: () => ({ type: 'number', minimum: -90, maximum: 90 }),
  isLongitude: () => ({ type: 'number', minimum: -180, maximum: 180 }),
  isRecipeId: () => ({
    oneOf: [
      { type: 'string', maxLength: 100 },
      { type: 'integer', minimum: 1 },
    ],
  }),
  isStepId: () => ({
    oneOf: [
      { type: 'string', maxLength: 50 },
      { type: 'integer', minimum: 0 },
    ],
  }),
  isAmount: () => ({ type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 100_000 }),
  isInstant: () => ({ type: 'string', format: 'date-time' }),
  isDeviceTime: () => ({
    type: 'string',
    description: 'ISO 8601; read as UTC when it has no zone',
    example: '2026-01-31T08:00:00Z',
  }),
  isImportMapping: () => ({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true, enum: [...IMPORT_FIELDS, null] },
    description: 'Header -> field. In a query or a form: its JSON',
    example: { 'Name of it': 'name', Remark: null },
  }),
  isCalendarDate: () => ({ type: 'string', format: 'date' }),
  closesLater: () => ({
    description: 'At or before `opens`: on the day after. 24:00 is the end of the day',
  }),
  isMoney: () => ({ type: 'number', minimum: 0, description: 'An amount with at most 2 decimals' }),
  maxMoney: ([limit]) => ({ maximum: limit }),
  isMoneyAmount: () => ({
    oneOf: [
      { type: 'number', minimum: 0 },
      { type: 'string', pattern: '^\\d{1,12}(\\.\\d{1,2})?$' },
    ],
    description: 'An amount with at most 2 decimals, as a number or as text',
  }),
  isZone: () => ({ type: 'string', description: 'IANA time zone', example: 'Asia/Shanghai' }),
  min: ([limit]) => ({ minimum: limit }),
  max: ([limit]) => ({ maximum: limit }),
  isPositive: () => ({ minimum: 0, exclusiveMinimum: true }),
  minLength: ([limit]) => ({ minLength: limit }),
  maxLength: ([limit]) => ({ maxLength: limit }),
  isLength: ([min, max]) => ({ minLength: min, ...(max === undefined ? {} : { maxLength: max }) }),
  isNotEmpty: () => ({ minLength: 1 }),
};
const LIST_TRANSLATIONS: Record<string, Translate> = {
  arrayMinSize: ([limit]) => ({ minItems: limit }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayMaxSize: ([limit]) => ({ maxItems: limit }),
  arrayUnique: () => ({ uniqueItems: true }),
};

/** Collects the schemas that a document refers to, each under its class's name. */
export class Schemas {
  private readonly named = new Map<string, { dto: Type; schema: Schema }>();

  ref(dto: Type): Schema {
    const known = this.named.get(dto.name);
    if (known && known.dto !== dto) throw new Error(`Two DTO classes are called ${dto.name}`);
    if (!known) {
      const entry: { dto: Type; schema: Schema } = { dto, schema: {} };
      this.named.set(dto.name, entry);
      entry.schema = this.objectSchema(dto);
    }
    return { $ref: `#/components/schemas/${dto.name}` };
  }

  all(): Record<string, Schema> {
    return Object.fromEntries(
      [...this.named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { schema }]) => [name, schema]),
    );
  }

  /** Each property with its schema and whether it must be there: for query parameters. */
  properties(dto: Type): { name: string; schema: Schema; required: boolean }[] {
    const byName = new Map<string, Rule[]>();
    for (const rule of rulesOf(dto))
      byName.set(rule.propertyName, [...(byName.get(rule.propertyName) ?? []), rule]);
    return [...byName].map(([name, rules]) => ({
      name,
      schema: this.propertySchema(dto, name, rules),
      required: !isOptional(rules),
    }));
  }

  private objectSchema(dto: Type): Schema {
    const properties = this.properties(dto);
    const required = properties.filter((property) => property.required).map(({ name }) => name);
    const schemas = properties.map(({ name, schema, required: must }) => [
      name,
      must ? schema : nullable(schema),
    ]);
    return {
      type: 'object',
      ...(required.length > 0 ? { required } : {}),
      properties: Object.fromEntries(schemas) as Schema,
    };
  }

  private propertySchema(dto: Type, name: string, rules: Rule[]): Schema {
    const nested = rules.find(({ type }) => type === 'nestedValidation');
    const list = rules.some((rule) => rule.each || rule.name === 'isArray' || isListRule(rule));
    const item = nested ? this.nestedSchema(dto, name) : itemSchema(dto, name, rules, list);
    if (!list) return item;
    const limits = rules
      .filter(isListRule)
      .map((rule) => LIST_TRANSLATIONS[rule.name ?? '']?.(constraintsOf(rule)));
    return Object.assign({ type: 'array', items: item }, ...limits) as Schema;
  }

  private nestedSchema(dto: Type, name: string): Schema {
    const type = defaultMetadataStorage.findTypeMetadata(dto, name)?.typeFunction() as Type | undefined;
    return type ? this.ref(type) : { type: 'object' };
  }
}

function itemSchema(dto: Type, name: string, rules: Rule[], list: boolean): Schema {
  const parts = rules
    .filter((rule) => !(list && rule.name === 'isArray'))
    .map((rule) => TRANSLATIONS[rule.name ?? '']?.(constraintsOf(rule)) ?? {});
  const schema = Object.assign({}, ...parts) as Schema;
  return schema['type'] || schema['oneOf'] || list ? schema : { ...declaredType(dto, name), ...schema };
}

/** What TypeScript said, where no rule says it. */
function declaredType(dto: Type, name: string): Schema {
  const type: unknown = Reflect.getMetadata('design:type', dto.prototype as object, name);
  if (type === String) return { type: 'string' };
  if (type === Number) return { type: 'number' };
  return type === Boolean ? { type: 'boolean' } : {};
}

function constraintsOf(rule: Rule): readonly unknown[] {
  return (rule.constraints as unknown[] | undefined) ?? [];
}

function isListRule(rule: Rule): boolean {
  return rule.name !== undefined && rule.name in LIST_TRANSLATIONS;
}

function isOptional(rules: Rule[]): boolean {
  return rules.some(({ type }) => type === 'conditionalValidation');
}

/** In 3.0 a reference takes no siblings, and an enum has to name null itself. */
function nullable(schema: Schema): Schema {
  if ('$ref' in schema) return { nullable: true, allOf: [schema] };
  const values = schema['enum'] as unknown[] | undefined;
  return { ...schema, nullable: true, ...(values ? { enum: [...values, null] } : {}) };
}
