import { registerDecorator, type ValidationOptions } from 'class-validator';

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(\.\d{1,6})?(Z|[+-]\d{2}:?\d{2})$/i;

/** True for an ISO 8601 time with a zone, up to microseconds, that names a real moment. */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 40) return false;
  const parts = INSTANT.exec(value);
  if (!parts || Number.isNaN(Date.parse(value.replace(' ', 'T')))) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** A moment in ISO 8601 with a zone; one without a zone is refused, because its meaning would be a guess. */
export function IsInstant(options?: ValidationOptions): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isInstant',
      target: target.constructor,
      propertyName: String(property),
      options: options ?? {},
      validator: {
        validate: isInstant,
        defaultMessage: (args) => `${args?.property} must be an ISO 8601 time with a zone`,
      },
    });
}
