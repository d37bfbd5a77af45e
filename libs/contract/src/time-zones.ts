import { registerDecorator, type ValidationOptions } from 'class-validator';

/** True for an IANA zone that this runtime knows, e.g. `Asia/Shanghai`. */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || value.length === 0 || value.length > 64) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return !/^[+-]/.test(value);
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
