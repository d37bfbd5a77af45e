import type { ErrorCode, ValidationIssue } from '@coffee/contract/errors';

/** `NETWORK` and `BAD_ANSWER` are ours: no answer came, or one that is not of this API. */
export type ApiErrorCode = ErrorCode | 'NETWORK' | 'BAD_ANSWER';

interface ApiErrorParts {
  status: number;
  code: ApiErrorCode;
  message: string;
  requestId: string | null;
  details?: Record<string, unknown>;
  retryAfterSeconds?: number | null;
}

/** A refused or failed request, as pages and forms need it: a code to translate and an id to quote. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ApiErrorCode;
  readonly requestId: string | null;
  readonly details: Record<string, unknown>;
  readonly retryAfterSeconds: number | null;

  constructor(parts: ApiErrorParts) {
    super(parts.message);
    this.name = 'ApiError';
    this.status = parts.status;
    this.code = parts.code;
    this.requestId = parts.requestId;
    this.details = parts.details ?? {};
    this.retryAfterSeconds = parts.retryAfterSeconds ?? null;
  }

  /** The broken rules of a refused body, empty for any other error. */
  get issues(): ValidationIssue[] {
    const issues = this.details['validation_errors'];
    return Array.isArray(issues) ? (issues as ValidationIssue[]) : [];
  }

  /** Worth asking again without a change: the network, a busy or broken server. */
  get isTransient(): boolean {
    return this.code === 'NETWORK' || this.status >= 500;
  }
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError({
    status: 0,
    code: 'NETWORK',
    message: error instanceof Error ? error.message : String(error),
    requestId: null,
  });
}
