import type { ErrorCode, ValidationIssue } from '@coffee/contract/errors';
import { DomainError, type DomainErrorOptions } from './domain-error';

interface WithCode extends DomainErrorOptions {
  /** A feature's own code, e.g. DEVICE_NOT_FOUND. */
  code?: ErrorCode;
}

export class NotFound extends DomainError {
  constructor(message = 'Not found', { code = 'NOT_FOUND', ...options }: WithCode = {}) {
    super(code, 'missing', message, options);
  }
}

export class Conflict extends DomainError {
  constructor(
    message = 'Conflicts with the present state',
    { code = 'CONFLICT', ...options }: WithCode = {},
  ) {
    super(code, 'conflict', message, options);
  }
}

export class Forbidden extends DomainError {
  constructor(message = 'Not allowed', options: DomainErrorOptions = {}) {
    super('FORBIDDEN', 'denied', message, options);
  }
}

export class Unauthorized extends DomainError {
  constructor(message = 'Sign in first', options: DomainErrorOptions = {}) {
    super('UNAUTHORIZED', 'unauthenticated', message, options);
  }
}

/** A bad query or path value. */
export class InvalidArgument extends DomainError {
  constructor(message: string, options: DomainErrorOptions = {}) {
    super('INVALID_ARGUMENT', 'invalid', message, options);
  }
}

/** A body that is not JSON, or of a wrong content type. */
export class InvalidFormat extends DomainError {
  constructor(message: string, options: DomainErrorOptions = {}) {
    super('INVALID_FORMAT', 'invalid', message, options);
  }
}

/** A body that breaks its rules, field by field. */
export class ValidationFailed extends DomainError {
  constructor(
    readonly issues: readonly ValidationIssue[],
    message = 'Some fields are not valid',
    details: object = {},
  ) {
    super('VALIDATION_ERROR', 'invalid', message, { details: { ...details, validation_errors: issues } });
  }
}

export class PreconditionFailed extends DomainError {
  constructor(message = 'Somebody else changed this in the meantime', options: DomainErrorOptions = {}) {
    super('PRECONDITION_FAILED', 'precondition', message, options);
  }
}

export class PayloadTooLarge extends DomainError {
  constructor(message = 'The body is too large', options: DomainErrorOptions = {}) {
    super('PAYLOAD_TOO_LARGE', 'too_large', message, options);
  }
}

export class RateLimited extends DomainError {
  constructor(retryAfterSeconds: number, message = 'Too many requests', options: DomainErrorOptions = {}) {
    super('RATE_LIMITED', 'limited', message, { ...options, retryAfterSeconds });
  }
}

export class Unavailable extends DomainError {
  constructor(message = 'Not available right now, try again', options: DomainErrorOptions = {}) {
    super('SERVICE_UNAVAILABLE', 'unavailable', message, { retryAfterSeconds: 2, ...options });
  }
}

/** A provider that we call failed. */
export class UpstreamFailed extends DomainError {
  constructor(message: string, options: DomainErrorOptions = {}) {
    super('EXTERNAL_SERVICE_ERROR', 'upstream', message, options);
  }
}
