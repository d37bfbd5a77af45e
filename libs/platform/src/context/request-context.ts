import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line of the log carries while a request or a job runs. */
export interface RequestContext {
  readonly requestId: string;
}

export const REQUEST_ID_HEADER = 'X-Request-Id';

const storage = new AsyncLocalStorage<RequestContext>();

export function runWithContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

export function currentRequestId(): string | null {
  return storage.getStore()?.requestId ?? null;
}

/** A client's id goes into the log and back into a header: only plain tokens of a sane length are taken over. */
const SANE_REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/;

export function isSaneRequestId(value: unknown): value is string {
  return typeof value === 'string' && SANE_REQUEST_ID.test(value);
}
