import { ERROR_STATUS, type ErrorCode } from '@coffee/contract/errors';
import { DomainError, type ErrorKind, isDatabaseUnavailable } from '@coffee/platform/errors';
import { HttpException } from '@nestjs/common';

/** What a failed request is answered with, and how loud the log is about it. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: Record<string, unknown> | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly log: 'error' | 'warn' | null;
}

const LOG_BY_KIND: Record<ErrorKind, Failure['log']> = {
  invalid: null,
  unauthenticated: null,
  denied: null,
  missing: null,
  conflict: null,
  precondition: null,
  too_large: null,
  limited: null,
  unavailable: 'warn',
  upstream: 'warn',
};

const RETRY_AFTER_SECONDS = 2;

/** What Express and Nest throw themselves, by status. Their texts may repeat the request, so ours are told instead. */
const BY_STATUS = new Map<number, { code: ErrorCode; message: string }>([
  [400, { code: 'INVALID_ARGUMENT', message: 'The request is not valid' }],
  [401, { code: 'UNAUTHORIZED', message: 'Sign in first' }],
  [403, { code: 'FORBIDDEN', message: 'Not allowed' }],
  [404, { code: 'NOT_FOUND', message: 'There is nothing at this address' }],
  [405, { code: 'NOT_FOUND', message: 'There is nothing at this address for this method' }],
  [409, { code: 'CONFLICT', message: 'Conflicts with the present state' }],
  [412, { code: 'PRECONDITION_FAILED', message: 'Somebody else changed this in the meantime' }],
  [413, { code: 'PAYLOAD_TOO_LARGE', message: 'The body is too large' }],
  [415, { code: 'INVALID_FORMAT', message: 'The body has a wrong content type' }],
  [422, { code: 'VALIDATION_ERROR', message: 'Some fields are not valid' }],
  [429, { code: 'RATE_LIMITED', message: 'Too many requests' }],
  [503, { code: 'SERVICE_UNAVAILABLE', message: 'Not available right now, try again' }],
]);

export function failureOf(error: unknown): Failure {
  if (error instanceof DomainError) {
    const { code, message, details, retryAfterSeconds } = error;
    return { code, message, details, retryAfterSeconds, log: LOG_BY_KIND[error.kind] };
  }
  if (isDatabaseUnavailable(error)) {
    const message = 'The database is not available right now, try again';
    return {
      code: 'SERVICE_UNAVAILABLE',
      message,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      log: 'warn',
    };
  }
  const known = BY_STATUS.get(statusOf(error));
  if (known) return { ...known, log: null };
  return { code: 'INTERNAL_ERROR', message: 'Something went wrong on our side', log: 'error' };
}

export function statusOfFailure(failure: Failure): number {
  return ERROR_STATUS[failure.code];
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  // http-errors, as Express and its parts throw them; `expose` tells a fault of the client from ours.
  const { status, expose } = (error ?? {}) as { status?: unknown; expose?: unknown };
  return typeof status === 'number' && expose === true ? status : 500;
}
