/** Every error code of the wire with its HTTP status. The one list: the API maps from it, the SPA translates by it. */
export const ERROR_STATUS = {
  INVALID_FORMAT: 400,
  INVALID_ARGUMENT: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  DEVICE_NOT_FOUND: 404,
  ORDER_NOT_FOUND: 404,
  CONFLICT: 409,
  PROVIDER_NOT_CONFIGURED: 409,
  REFUND_NOT_ALLOWED: 409,
  DEVICE_OFFLINE: 409,
  INSUFFICIENT_MATERIALS: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  VALIDATION_ERROR: 422,
  COMMAND_NOT_SUPPORTED: 422,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  EXTERNAL_SERVICE_ERROR: 502,
  SERVICE_UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One broken rule of a body. `field` is a path such as `items.0.qty`; `rule` is the validator's name, e.g. `isInt`. */
export interface ValidationIssue {
  field: string;
  rule: string;
  message: string;
}
