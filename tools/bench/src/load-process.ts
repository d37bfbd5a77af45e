// The load is made by a process of its own, so that no server's figures hold the cost of asking it.
import { HttpConnection } from './http-connection';
import { type Call, callsOf, type Plan } from './plans';
import { type DeliveryLoad, runDeliveries } from './deliveries';
import { type LoadResult, loadResult } from './load-result';
import { runWaiting, type WaitingLoad } from './waiting-polls';

export interface RequestLoad {
  kind: 'requests';
  port: number;
  plan: Plan;
  connections: number;
  seconds: number;
}

export type LoadOrder = RequestLoad | DeliveryLoad | WaitingLoad;

export function runLoad(order: LoadOrder): Promise<LoadResult> {
  if (order.kind === 'deliveries') return runDeliveries(order);
  return order.kind === 'waiting' ? runWaiting(order) : runRequests(order);
}

/** Each connection sends its next request when its last one is answered, until the time is over. */
async function runRequests({ port, plan, connections, seconds }: RequestLoad): Promise<LoadResult> {
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
  return loadResult(latencies, failures, performance.now() - startedAt);
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
