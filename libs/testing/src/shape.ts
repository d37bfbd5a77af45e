import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';

function flatten(errors: ValidationError[], path = ''): string[] {
  return errors.flatMap((error) => [
    ...Object.keys(error.constraints ?? {}).map((rule) => `${path}${error.property}: ${rule}`),
    ...flatten(error.children ?? [], `${path}${error.property}.`),
  ]);
}

/** How an answer differs from its DTO: broken rules, and keys that the DTO does not declare. Empty when it fits. */
export function misfits<T extends object>(dto: new () => T, data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return ['not an object'];
  return flatten(
    validateSync(plainToInstance(dto, data), {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false,
    }),
  );
}
