/** True when a statement failed because `constraint` (or unique index) of the schema refused it. */
export function violates(error: unknown, constraint: string): boolean {
  const driverError = (error as { driverError?: { constraint?: unknown } } | null)?.driverError;
  return driverError?.constraint === constraint;
}
