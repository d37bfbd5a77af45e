import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';

/** The rules that class-validator keeps of a DTO, its parents' included. */
export function rulesOf(dto: Type) {
  return getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
}

export function knownKeys(dto: Type): string[] {
  return [...new Set(rulesOf(dto).map(({ propertyName }) => propertyName))];
}

/** The closed list of a field's values, where it has one. */
export function allowedValues(dto: Type, field: string): readonly unknown[] | null {
  const rule = rulesOf(dto).find(({ propertyName, name }) => propertyName === field && name === 'isIn');
  const [values] = (rule?.constraints ?? []) as unknown[];
  return Array.isArray(values) ? values : null;
}
