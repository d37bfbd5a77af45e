// The quick implementation: Express and repositories, one find, one save and one audit insert per request.
import {
  AuditEntryEntity,
  DeviceBinEntity,
  DeviceStateEntity,
  OrderEntity,
  OrderItemEntity,
  RecipeAmountEntity,
  RecipeEntity,
  StockMovementEntity,
} from '@coffee/data/entities';
import type { CreateOrder } from '@coffee/device-protocol/orders';
import type { StatusReport } from '@coffee/device-protocol/status';
import express, { type Express } from 'express';
import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';

export function naiveServer(db: DataSource): Express {
  const app = express();
  app.use(express.json());
  app.post('/api/v1/devices/:id/status', async (request, response) => {
    const applied = await saveStatus(db, request.params.id, request.body as StatusReport);
    const data = { message: 'Status updated', applied, server_time: new Date(), pending_commands: 0 };
    response.status(200).json({ ok: true, data });
  });
  app.post('/api/v1/devices/:id/orders/create', async (request, response) => {
    const order = request.body as CreateOrder;
    const isNew = await saveOrder(db, request.params.id, order);
    const message = isNew ? 'Order created' : 'Order already exists';
    response.status(isNew ? 201 : 200).json({ ok: true, data: { order_id: order.order_id, message } });
  });
  return app;
}

async function saveStatus(db: DataSource, deviceId: string, report: StatusReport): Promise<boolean> {
  const states = db.getRepository(DeviceStateEntity);
  const state = await states.findOneByOrFail({ deviceId });
  state.lastSeen = new Date();
  state.reportedAt = new Date(report.timestamp);
  state.fwVersion = report.firmware_version ?? null;
  state.ip = report.ip ?? null;
  state.wifiSsid = report.wifi_ssid ?? null;
  state.wifiSignal = report.wifi_signal ?? null;
  state.temperature = report.temperature ?? null;
  state.uptimeSeconds = report.uptime_seconds ?? null;
  await states.save(state);
  await audit(db, 'device.status', deviceId);
  return true;
}

async function saveOrder(db: DataSource, deviceId: string, order: CreateOrder): Promise<boolean> {
  const orders = db.getRepository(OrderEntity);
  if (await orders.findOneBy({ deviceId, orderId: order.order_id })) return false;
  const at = new Date(order.device_ts);
  const saved = await orders.save({
    orderId: order.order_id,
    deviceId,
    totalMinor: Math.round(Number(order.total_price) * 100),
    currency: order.currency ?? 'CNY',
    paymentMethod: order.payment_method,
    paymentStatus: 'paid' as const,
    paymentTxnId: order.payment_txn_id ?? null,
    fulfilmentStatus: 'pending' as const,
    itemsSummary: order.items.map(({ name }) => name).join(', '),
    deviceTs: at,
    orderedAt: at,
    fingerprint: createHash('sha256').update(JSON.stringify(order.items)).digest(),
  });
  await db.getRepository(OrderItemEntity).insert(
    order.items.map((item, index) => ({
      orderId: saved.id,
      line: index + 1,
      productId: item.product_id,
      name: item.name,
      qty: item.qty,
      unitPriceMinor: Math.round(Number(item.unit_price) * 100),
      options: (item.options ?? {}) as object,
    })),
  );
  for (const item of order.items) await draw(db, saved, item);
  await audit(db, 'order.created', order.order_id);
  return true;
}

/** What a cup takes, bin by bin. */
async function draw(db: DataSource, order: OrderEntity, item: CreateOrder['items'][number]): Promise<void> {
  const recipe = await db
    .getRepository(RecipeEntity)
    .findOneBy({ productId: Number(item.product_id), status: 'published' });
  if (!recipe) return;
  const amounts = await db.getRepository(RecipeAmountEntity).findBy({ recipeId: recipe.id });
  for (const { materialId, amount } of amounts)
    await db.transaction((tx) => drawFrom(tx, order, materialId, item.qty * amount));
}

/** Locked, or two cups at once would number their movements alike. */
async function drawFrom(
  tx: EntityManager,
  order: OrderEntity,
  materialId: number,
  amount: number,
): Promise<void> {
  const where = { deviceId: order.deviceId, materialId };
  const bin = await tx.findOne(DeviceBinEntity, { where, lock: { mode: 'pessimistic_write' } });
  if (!bin) return;
  bin.remaining -= amount;
  bin.movements += 1;
  await tx.save(bin);
  await tx.insert(StockMovementEntity, {
    deviceId: bin.deviceId,
    binIndex: bin.binIndex,
    seq: bin.movements,
    type: 'consume',
    cause: 'order',
    materialId,
    amount: -amount,
    balance: bin.remaining,
    orderId: order.id,
    occurredAt: order.orderedAt,
  });
}

async function audit(db: DataSource, action: string, targetId: string): Promise<void> {
  await db.getRepository(AuditEntryEntity).insert({
    action,
    targetType: 'device',
    targetId,
    summary: action,
    source: 'device',
  });
}
