// The floor: the product's own SQL, sent in the same way, under nothing but Node's HTTP server and the driver. What it costs
// no framework can go below.
import { DEVICE_LIST, APPLY_STATUS } from '@coffee/features/devices';
import { INGEST } from '@coffee/features/orders';
import { Conditions, listPage } from '@coffee/data/list-query';
import type { CreateOrder } from '@coffee/device-protocol/orders';
import type { StatusReport } from '@coffee/device-protocol/status';
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { Batches } from './batches';
import { commandRoutes } from './floor-commands';
import type { Reply, Route } from './json-server';

interface Heartbeat {
  id: string;
  report: StatusReport;
}

interface Sale {
  id: string;
  order: CreateOrder;
}

const PATH = /^\/api\/v1\/devices\/([^/]+)\/(status|orders\/create)$/;

export function floorRoutes(pool: Pool): Route {
  const statuses = new Batches<Heartbeat, { applied: boolean } | undefined>((batch) =>
    writeStatuses(pool, batch),
  );
  const sales = new Batches<Sale, boolean>((batch) => writeOrders(pool, batch));
  const status = async (id: string, report: StatusReport): Promise<Reply> => {
    const row = await statuses.submit({ id, report });
    if (!row) return { status: 404, data: null };
    const data = { message: 'Status updated', applied: row.applied, server_time: new Date().toISOString() };
    return { status: 200, data: { ...data, pending_commands: 0 } };
  };
  const create = async (id: string, order: CreateOrder): Promise<Reply> => {
    const isNew = await sales.submit({ id, order });
    return { status: isNew ? 201 : 200, data: { order_id: order.order_id, message: 'Order created' } };
  };
  const commands = commandRoutes(pool);
  return (path, body) => {
    const [, id, verb] = PATH.exec(path) ?? [];
    if (id !== undefined)
      return verb === 'status' ? status(id, body as StatusReport) : create(id, body as CreateOrder);
    return path.startsWith('/api/v1/devices?')
      ? list(pool, new URLSearchParams(path.slice(path.indexOf('?'))))
      : commands(path, body);
  };
}

async function writeStatuses(pool: Pool, batch: Heartbeat[]): Promise<({ applied: boolean } | undefined)[]> {
  const column = (read: (report: StatusReport) => unknown): unknown[] =>
    batch.map(({ report }) => read(report) ?? null);
  const now = Date.now();
  const { rows } = await pool.query<{ device_id: string; applied: boolean }>({
    ...APPLY_STATUS,
    values: [
      batch.map(({ id }) => id),
      column((report) => report.status),
      column((report) => report.activity),
      column((report) => report.timestamp),
      column((report) => Date.parse(report.timestamp) - now),
      column((report) => report.firmware_version),
      column((report) => report.ip),
      column((report) => report.wifi_ssid),
      column((report) => report.wifi_signal),
      column((report) => report.temperature),
      column((report) => report.uptime_seconds),
      column((report) => report.extra && JSON.stringify(report.extra)),
    ],
  });
  const byDevice = new Map(rows.map((row) => [row.device_id, row]));
  return batch.map(({ id }) => byDevice.get(id));
}

async function writeOrders(pool: Pool, batch: Sale[]): Promise<boolean[]> {
  const orders = JSON.stringify(batch.map((sale, n) => orderRow(sale, n)));
  const lines = JSON.stringify(
    batch.flatMap(({ order }, n) => lineRows(order).map((line) => ({ n, ...line }))),
  );
  const { rows } = await pool.query<{ new_id: number | null }>({ ...INGEST.store, values: [orders, lines] });
  return rows.map((row) => row.new_id !== null);
}

const minor = (amount: number | string): number => Math.round(Number(amount) * 100);

function lineRows(order: CreateOrder) {
  return order.items.map(({ product_id, name, qty, unit_price, options }, index) => ({
    line: index + 1,
    product_id,
    name,
    qty,
    unit_price_minor: minor(unit_price),
    options: options ?? {},
  }));
}

function orderRow({ id, order }: Sale, n: number) {
  const total = minor(order.total_price);
  return {
    n,
    device_id: id,
    order_id: order.order_id,
    total_minor: total,
    refunded_minor: 0,
    currency: order.currency,
    payment_method: order.payment_method,
    payment_status: order.payment_status,
    payment_txn_id: order.payment_txn_id,
    fulfilment_status: 'pending',
    is_test: false,
    is_exception: false,
    exception_reason: null,
    flags: [],
    address: null,
    items_summary: order.items.map(({ name }) => name).join(', '),
    meta: {},
    device_ts: order.device_ts,
    ordered_at: order.device_ts,
    created_at: new Date().toISOString(),
    fingerprint: createHash('sha256')
      .update(JSON.stringify([total, order.items]))
      .digest('hex'),
    sold: true,
  };
}

async function list(pool: Pool, query: URLSearchParams): Promise<Reply> {
  const where = new Conditions().add(query.get('status')?.split(','), (place) => `d.status = any(${place})`);
  const run = async <Row>(text: string, values: unknown[]): Promise<Row[]> =>
    (await pool.query(text, values)).rows as Row[];
  const { rows, pagination } = await listPage(run, DEVICE_LIST, 'true', {
    where,
    sort: query.get('sort') ?? undefined,
    pageSize: Number(query.get('page_size') ?? 20),
  });
  return { status: 200, data: { items: rows, pagination } };
}
