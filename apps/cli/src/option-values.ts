import { UsageError } from './failures';

/** A whole number of an option, or wrong usage. */
export function wholeNumber(
  option: string,
  text: string,
  { min, max }: { min: number; max: number },
): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${option} must be a whole number from ${min} to ${max}`);
}

const UNIT_SECONDS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** `90`, `90s`, `15m`, `12h` or `7d` as seconds. */
export function durationSeconds(option: string, text: string): number {
  const [, digits, unit = ''] = /^(\d{1,9})([smhd]?)$/.exec(text) ?? [];
  const factor = UNIT_SECONDS[unit];
  if (digits !== undefined && factor !== undefined) return Number(digits) * factor;
  throw new UsageError(`${option} must be a duration such as 90s, 15m, 12h or 7d`);
}

export function oneOf<T extends string>(option: string, text: string, values: readonly T[]): T {
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw new UsageError(`${option} must be one of ${values.join(', ')}`);
}
