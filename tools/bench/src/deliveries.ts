// Machines that fetch the commands which wait for them and tell their results.
import { HttpConnection, requestText } from './http-connection';
import { type LoadResult, loadResult } from './load-result';
import { deviceName } from './plans';

export interface DeliveryLoad {
  kind: 'deliveries';
  port: number;
  /** One command waits for each. */
  devices: number;
  connections: number;
  seconds: number;
}

/** Each connection is one machine after the other, until all had their turn or the time is over. */
export async function runDeliveries(load: DeliveryLoad): Promise<LoadResult> {
  const latencies: number[] = [];
  const failures: string[] = [];
  const startedAt = performance.now();
  const until = startedAt + load.seconds * 1000;
  let next = 0;
  const client = async (): Promise<void> => {
    const connection = new HttpConnection(load.port);
    while (next < load.devices && performance.now() < until && failures.length < 100) {
      const device = deviceName(next++);
      const sentAt = performance.now();
      const failure = await deliver(connection, device);
      if (failure === null) latencies.push(performance.now() - sentAt);
      else failures.push(failure);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: load.connections }, client));
  return loadResult(latencies, failures, performance.now() - startedAt);
}

/** Null, or what went wrong. */
async function deliver(connection: HttpConnection, device: string): Promise<string | null> {
  try {
    const polled = await connection.send(pollText(device));
    const commandId = commandsIn(polled.body)[0]?.command_id;
    if (commandId === undefined)
      return `the poll of ${device}: ${polled.status} ${polled.body.slice(0, 300)}`;
    const told = await connection.send(resultText(device, commandId));
    return told.status === 200 ? null : `the result of ${device}: ${told.status} ${told.body.slice(0, 300)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export interface PolledCommand {
  command_id: string;
  issued_at: string;
}

export function commandsIn(body: string): PolledCommand[] {
  return (JSON.parse(body) as { data: PolledCommand[] | null }).data ?? [];
}

export const pollText = (device: string): string =>
  requestText('GET', `/api/v1/devices/${device}/commands/pending?wait=30`, '');

export const resultText = (device: string, commandId: string): string =>
  requestText(
    'POST',
    `/api/v1/devices/${device}/command_result`,
    '',
    JSON.stringify({ command_id: commandId, status: 'success', result_payload: { synced: true } }),
  );
