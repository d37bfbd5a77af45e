// The load is made by a process of its own, so that no server's figures hold the cost of asking it.
import { HttpConnection } from './http-connection';
import { type Call, callsOf, type Plan } from './plans';
import { percentile } from './statistics';

export interface LoadOrder {
  port: number;
  plan: Plan;
  connections: number;
  seconds: number;
}

export interface LoadResult {
  done: number;
  /** Answers of another status than wanted, and lost connections; with an example. */
  failed: number;
  failure: string | null;
  seconds: number;
  p50: number;
  p99: number;
}

/** Each connection sends its next request when its last one is answered, until the time is over. */
export async function runLoad({ port, plan, connections, seconds }: LoadOrder): Promise<LoadResult> {
  const next = callsOf(plan);
  const latencies: number[] = [];
  const failures: string[] = [];
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  const client = async (): Promise<void> => {
    const connection = new HttpConnection(port);
    while (performance.now() < until && failures.length < 100) {
      const sentAt = performance.now();
      const failure = await attempt(connection, next());
      if (failure === null) latencies.push(performance.now() - sentAt);
      else failures.push(failure);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, client));
  const ended = performance.now();
  latencies.sort((left, right) => left - right);
  return {
    done: latencies.length,
    failed: failures.length,
    failure: failures[0] ?? null,
    seconds: (ended - startedAt) / 1000,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

async function attempt(connection: HttpConnection, { request, good }: Call): Promise<string | null> {
  try {
    const { status, body } = await connection.send(request);
    if (good.includes(status) && body.includes('"ok":true')) return null;
    return `${request.slice(0, request.indexOf('\r\n'))}: ${status} ${body.slice(0, 300)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Waits for orders of the parent, one at a time. */
export function serveLoad(): void {
  process.on('message', (order: LoadOrder) => {
    void runLoad(order).then((result) => process.send?.(result));
  });
  process.on('disconnect', () => process.exit(0));
}
