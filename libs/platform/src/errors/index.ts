export { DomainError, ERROR_KINDS, type DomainErrorOptions, type ErrorKind } from './domain-error';
export {
  Conflict,
  Forbidden,
  InvalidArgument,
  InvalidFormat,
  NotFound,
  PayloadTooLarge,
  PreconditionFailed,
  RateLimited,
  Unauthorized,
  Unavailable,
  UpstreamFailed,
  ValidationFailed,
} from './generic-errors';
export { isDatabaseUnavailable } from './database-unavailable';
