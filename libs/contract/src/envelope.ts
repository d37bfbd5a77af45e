import type { ErrorCode } from './errors';

/** What every successful JSON answer looks like. */
export interface Success<T> {
  ok: true;
  data: T;
}

/** What every failed JSON answer looks like. `request_id` equals the `X-Request-Id` header. */
export interface Failure {
  ok: false;
  error: { code: ErrorCode; message: string; details?: Record<string, unknown>; request_id: string };
}

export type Envelope<T> = Success<T> | Failure;
