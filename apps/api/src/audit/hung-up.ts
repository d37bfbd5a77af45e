import type { IncomingMessage } from 'node:http';

/** Work for one request that may stop when its client has gone. */
export async function untilHungUp<T>(
  request: IncomingMessage,
  work: (hungUp: AbortSignal) => Promise<T>,
): Promise<T> {
  const gone = new AbortController();
  const hangUp = (): void => gone.abort();
  request.socket.once('close', hangUp);
  try {
    return await work(gone.signal);
  } finally {
    request.socket.off('close', hangUp);
  }
}
