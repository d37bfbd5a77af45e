import { ValidationFailed } from '@coffee/platform/errors';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

/** The same rules as over HTTP; what breaks them is wrong usage. */
export function checked<T extends object>(dto: new () => T, plain: object): T {
  const instance = plainToInstance(dto, plain);
  const issues = validateSync(instance).flatMap((error) =>
    Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      field: error.property,
      rule,
      message,
    })),
  );
  if (issues.length > 0) throw new ValidationFailed(issues);
  return instance;
}
