import { registerDecorator, type ValidationOptions } from 'class-validator';

const DEVICE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d{0,3})?)?(?:(Z)|([+-])(\d{2}):?(\d{2})?)?$/i;
const MINUTE_MS = 60_000;
/** A clock that lost its battery says 1970 or 2000; what lies outside of these years is no clock at all. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2999;

/**
 * Reads a machine's time: ISO 8601, up to microseconds (cut to milliseconds), any offset; a time without a zone is
 * UTC. Null when it names no real moment. How far the clock is off is for the server to judge.
 */
export function parseDeviceTime(text: unknown): Date | null {
  if (typeof text !== 'string' || text.length > 40) return null;
  const parts = DEVICE_TIME.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, fraction = '', , sign, hours, minutes] = parts;
  const wall = wallTime([year, month, day, hour, minute, second ?? 0].map(Number) as Fields, fraction);
  const offset = offsetMinutes(sign, hours, minutes);
  return wall === null || offset === null ? null : new Date(wall - offset * MINUTE_MS);
}

type Fields = [year: number, month: number, day: number, hour: number, minute: number, second: number];

function wallTime(fields: Fields, fraction: string): number | null {
  const [year, month, day, hour, minute, second] = fields;
  if (year < FIRST_YEAR || year > LAST_YEAR) return null;
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3));
  const moment = new Date(Date.UTC(year, month - 1, day, hour, minute, second, millis));
  // Date.UTC rolls 31 February over into March, and 25:00 into tomorrow; a machine that says so has no clock.
  const readBack = [
    moment.getUTCMonth() + 1,
    moment.getUTCDate(),
    moment.getUTCHours(),
    moment.getUTCMinutes(),
  ];
  const isReal = readBack.every((value, index) => value === fields[index + 1]) && second <= 59;
  return isReal ? moment.getTime() : null;
}

function offsetMinutes(sign: string | undefined, hours?: string, minutes?: string): number | null {
  if (sign === undefined) return 0;
  const [h, m] = [Number(hours), Number(minutes ?? 0)];
  if (h > 23 || m > 59) return null;
  return (sign === '-' ? -1 : 1) * (h * 60 + m);
}

/** True for what `parseDeviceTime` can read. */
export function isDeviceTime(value: unknown): value is string {
  return parseDeviceTime(value) !== null;
}

/** A machine's time: ISO 8601, zone optional (UTC), up to microseconds. */
export function IsDeviceTime(options?: ValidationOptions): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isDeviceTime',
      target: target.constructor,
      propertyName: String(property),
      options: options ?? {},
      validator: {
        validate: isDeviceTime,
        defaultMessage: (args) => `${args?.property} must be an ISO 8601 time`,
      },
    });
}
