import type { ErrorCode } from '@coffee/contract/errors';

/** Decides retry and log level at every edge; the HTTP status follows from the code. */
export const ERROR_KINDS = [
  'invalid',
  'unauthenticated',
  'denied',
  'missing',
  'conflict',
  'precondition',
  'too_large',
  'limited',
  'unavailable',
  'upstream',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

export interface DomainErrorOptions {
  /** Shown to the client: nothing that it could not know already. */
  details?: Record<string, unknown>;
  /** For the log alone. */
  cause?: unknown;
  retryAfterSeconds?: number;
}

/** A failure the business knows. Its message is safe to show; anything that is not a DomainError is a bug. */
export class DomainError extends Error {
  readonly details: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    readonly kind: ErrorKind,
    message: string,
    options: DomainErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
