import { registerDecorator, type ValidationOptions } from 'class-validator';

const MONEY = /^\d{1,12}(\.\d{1,2})?$/;

/**
 * Reads an amount of the wire (JSON number or decimal string, at most 2 decimals, not negative) as integer minor
 * units, without binary floating point. Null when it is not such an amount.
 */
export function parseMoney(value: unknown): number | null {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (typeof text !== 'string' || !MONEY.test(text)) return null;
  const [units = '0', cents = ''] = text.split('.');
  return Number(units) * 100 + Number(cents.padEnd(2, '0'));
}

/** Minor units as the JSON number of the wire: 1250 -> 12.5. */
export function formatMoney(minor: number): number {
  return Number((minor / 100).toFixed(2));
}

/** An amount of money as the wire has it: number or decimal string, at most 2 decimals, not negative. */
export function IsMoney(options?: ValidationOptions): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isMoney',
      target: target.constructor,
      propertyName: String(property),
      options: options ?? {},
      validator: {
        validate: (value: unknown) => parseMoney(value) !== null,
        defaultMessage: (args) => `${args?.property} must be an amount with at most 2 decimals, not negative`,
      },
    });
}

/** No more than so many units of money. Beside `IsMoney`, which says what an amount is. */
export function MaxMoney(max: number): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'maxMoney',
      target: target.constructor,
      propertyName: String(property),
      constraints: [max],
      validator: {
        validate: (value: unknown) => (parseMoney(value) ?? 0) <= max * 100,
        defaultMessage: (args) => `${args?.property} must not be greater than ${max}`,
      },
    });
}
