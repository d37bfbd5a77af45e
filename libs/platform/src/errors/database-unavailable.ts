// Which failures mean "the database is away or overloaded": 503 with Retry-After, never 500. TypeORM hides a broken
// connection behind its own classes without an SQLSTATE, so names and texts are looked at too.

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Classes 08 (connection) and 53 (resources); shutdown and start-up; cancelled by a timeout; lock, deadlock and serialization failures. */
const SQLSTATE = /^(08\w{3}|53\w{3}|57P0[1-5]|57014|55P03|40001|40P01|25P0[34])$/;

const NAMES = new Set([
  'QueryRunnerAlreadyReleasedError',
  'CannotExecuteNotConnectedError',
  'ConnectionIsNotSetError',
  'DataSourceNotInitializedError',
]);

const TEXTS = [
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'Client has encountered a connection error',
  'Query read timeout',
  'Cannot use a pool after calling end',
  'Client was closed and is not queryable',
];

/** True when the error, or one it wraps, says that the database cannot serve right now. */
export function isDatabaseUnavailable(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false;
  if (saysUnavailable(error)) return true;
  const { driverError, cause, errors } = error as Error & { driverError?: unknown; errors?: unknown };
  const inner: unknown[] = [driverError, cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
  return inner.some((wrapped) => wrapped !== error && isDatabaseUnavailable(wrapped, depth + 1));
}

function saysUnavailable(error: Error): boolean {
  const { code } = error as Error & { code?: unknown };
  if (typeof code === 'string' && (NETWORK_CODES.has(code) || SQLSTATE.test(code))) return true;
  return NAMES.has(error.name) || TEXTS.some((text) => error.message.includes(text));
}
