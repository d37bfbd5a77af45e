// What is asked of a server, request by request. Machines are B-000000, B-000001 and so on, of a known count.
import { requestText } from './http-connection';

export interface Plan {
  kind: 'heartbeats' | 'orders' | 'gets';
  devices: number;
  /** Tells the order ids of one run from those of the next. */
  run: string;
  /** For `gets`: asked in turn. */
  paths: string[];
  /** Lines, each ended by CR LF. */
  headers: string;
}

export interface Call {
  request: string;
  /** Statuses that count as done. */
  good: readonly number[];
}

export const deviceName = (index: number): string => `B-${String(index).padStart(6, '0')}`;

const PRODUCTS = 12;
/** One order in so many is sent again, as a machine does that missed the answer. */
const DUPLICATE_EVERY = 50;
/** More than there are connections, so that the first one has its answer. */
const DUPLICATE_AFTER = 250;

/** Answers the next call each time it is asked. */
export function callsOf(plan: Plan): () => Call {
  if (plan.kind === 'heartbeats') return heartbeats(plan);
  return plan.kind === 'orders' ? orders(plan) : gets(plan);
}

function heartbeats(plan: Plan): () => Call {
  let n = 0;
  return () => {
    const index = n++;
    const body = JSON.stringify({
      status: 'online',
      activity: 'idle',
      timestamp: new Date().toISOString(),
      ip: '192.168.7.21',
      wifi_ssid: 'shop-guest',
      wifi_signal: -40 - (index % 45),
      temperature: 20 + (index % 700) / 10,
      firmware_version: '2.4.1',
      uptime_seconds: 1000 + index,
    });
    const path = `/api/v1/devices/${deviceName(index % plan.devices)}/status`;
    return { request: requestText('POST', path, plan.headers, body), good: [200] };
  };
}

function orders(plan: Plan): () => Call {
  const answered: string[] = [];
  let n = 0;
  return () => {
    const index = n++;
    const again =
      index % DUPLICATE_EVERY === DUPLICATE_EVERY - 1 ? answered[index % DUPLICATE_AFTER] : undefined;
    if (again !== undefined) return { request: again, good: [200] };
    const path = `/api/v1/devices/${deviceName(index % plan.devices)}/orders/create`;
    const request = requestText('POST', path, plan.headers, orderBody(`${plan.run}-${index}`, index));
    answered[index % DUPLICATE_AFTER] = request;
    return { request, good: [201] };
  };
}

function orderBody(name: string, index: number): string {
  const price = 12 + (index % 30) / 2;
  const product = index % PRODUCTS;
  const item = { product_id: String(product + 1), name: `Coffee ${product}`, qty: 1, unit_price: price };
  return JSON.stringify({
    order_id: `O-${name}`,
    device_ts: new Date().toISOString(),
    items: [{ ...item, options: { size: 'M' } }],
    total_price: price,
    currency: 'CNY',
    payment_method: 'wechat',
    payment_status: 'paid',
    payment_txn_id: `T-${name}`,
  });
}

function gets(plan: Plan): () => Call {
  const requests = plan.paths.map((path) => requestText('GET', path, plan.headers));
  let n = 0;
  return () => ({ request: requests[n++ % requests.length] ?? '', good: [200] });
}
