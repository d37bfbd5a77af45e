import { registerDecorator, type ValidationOptions } from 'class-validator';

const AMOUNT = /^\d{1,12}(?:\.(\d{1,2})0*)?$/;

/**
 * Reads an amount of money (JSON number or decimal string, not negative, at most 2 decimals) as integer minor units,
 * without binary floating point: 12.5 -> 1250. Null when it is not such an amount.
 */
export function parseAmount(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > 32) return null;
  const parts = AMOUNT.exec(text);
  if (!parts) return null;
  return Number(text.split('.')[0]) * 100 + Number((parts[1] ?? '').padEnd(2, '0'));
}

/** True for what `parseAmount` can read. */
export function isMoneyAmount(value: unknown): value is number | string {
  return parseAmount(value) !== null;
}

/** An amount of money: JSON number or decimal string, not negative, at most 2 decimals. */
export function IsMoneyAmount(options?: ValidationOptions): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isMoneyAmount',
      target: target.constructor,
      propertyName: String(property),
      options: options ?? {},
      validator: {
        validate: isMoneyAmount,
        defaultMessage: (args) => `${args?.property} must be an amount with at most 2 decimals, not negative`,
      },
    });
}
