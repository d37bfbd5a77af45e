/** The server was not reached, or it could not answer now (5xx, 429, no JSON): the same request is right later. */
export class UnreachableError extends Error {
  constructor(
    message: string,
    /** What `Retry-After` asked for, 0 when nothing. */
    readonly retryAfterMs = 0,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'UnreachableError';
  }
}

/** The server understood and said no (4xx with a code of the contract). */
export class RefusedError extends Error {
  constructor(
    readonly status: number,
    /** A code of the contract, such as `VALIDATION_ERROR`. */
    readonly code: string,
    message: string,
    readonly details?: unknown,
    readonly requestId?: string,
  ) {
    super(`${code}: ${message}`);
    this.name = 'RefusedError';
  }
}

/** The queue on disk holds its limit of facts that must not be lost: stop making new ones. */
export class QueueFullError extends Error {
  constructor(limit: number) {
    super(`the queue holds ${limit} facts already`);
    this.name = 'QueueFullError';
  }
}

/**
 * What to do with a refused fact. `park`: it will never be taken as it is. `wait`: people have to act first (token,
 * suspended machine). `register`: the server does not know this machine (any more).
 */
export type Remedy = 'park' | 'wait' | 'register';

/** The remedy for a refusal, by its code. */
export function remedyFor(error: RefusedError): Remedy {
  if (error.code === 'DEVICE_NOT_FOUND') return 'register';
  return error.status === 401 || error.status === 403 ? 'wait' : 'park';
}
