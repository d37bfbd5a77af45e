import { registerDecorator, type ValidationOptions } from 'class-validator';

/**
 * True for an IANA zone that this runtime knows, e.g. `Asia/Shanghai`, or `UTC`. Abbreviations such as `AET` are refused:
 * runtimes know them, the database does not, and it computes the days.
 */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > 64) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return value === 'UTC' || value.includes('/');
  } catch {
    return false;
  }
}

/** An IANA time zone name. */
export function IsZone(options?: ValidationOptions): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isZone',
      target: target.constructor,
      propertyName: String(property),
      options: options ?? {},
      validator: {
        validate: isTimeZone,
        defaultMessage: (args) => `${args?.property} must be an IANA time zone`,
      },
    });
}
