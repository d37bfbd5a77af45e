import { createHash, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RefundAnswer } from '@coffee/contract/refunds';
import type { MerchantEntity } from '@coffee/data/entities';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient, type Reply } from '@coffee/testing/http-client';
import type { TestApi } from '@coffee/testing/stack';

const V1 = '/api/v1';

/** One of everything that a merchant can have. Every name, note and id that is text begins with `word`. */
export interface World {
  word: string;
  merchant: MerchantEntity;
  /** Its people sign in by them. */
  clients: Record<'admin' | 'ops' | 'viewer', HttpClient>;
  machine: HttpClient;
  deviceId: string;
  /** By the part of the path before the parameter: `orders` for `/orders/{id}`. */
  ids: Record<string, string | number>;
}

export const schemaOf = (name: string) => ({
  version: '1.0.0',
  name,
  price: 16,
  steps: [{ step_id: 'grind', name: 'Grind', type: 'grind', params: {}, duration: 4 }],
  materials: [{ material_code: 'BEAN_A', bin_index: 0, amount: 16, unit: 'g' }],
});

export const orderOf = (word: string, n: number) => ({
  order_id: `${word}-order-${n}`,
  device_ts: new Date().toISOString(),
  items: [{ product_id: `${word}-latte`, name: `${word} latte`, qty: 1, unit_price: 10 }],
  total_price: 10,
  payment_method: 'corp',
  payment_status: 'paid',
});

/** Through the API by the merchant's own people and machine; what only time or a fault makes, by SQL. */
export async function makeWorld(api: TestApi, word: string, storage: string): Promise<World> {
  const make = new Factories(api.database.dataSource);
  const query = <Row>(sql: string, values: unknown[]) => api.database.dataSource.query<Row[]>(sql, values);
  const merchant = await make.merchant({ name: `${word} merchant` });
  const location = await make.location(merchant, { name: `${word} place` });
  const deviceId = `${word}-device`;
  await make.device({ deviceId, merchantId: merchant.id, locationId: location.id, alias: `${word} machine` });
  const user = await make.user({ merchantId: merchant.id, role: 'viewer', name: `${word} person` });
  const clients = {} as World['clients'];
  for (const role of ['admin', 'ops', 'viewer'] as const) {
    const person = await make.user({ role, merchantId: merchant.id, name: `${word} ${role}` });
    clients[role] = new HttpClient(api.url);
    await done(clients[role].signIn(person.email, TEST_PASSWORD));
  }
  const { admin, ops } = clients;
  await done(new HttpClient(api.url).signIn(user.email, TEST_PASSWORD));
  const sessions = await done(admin.get<{ id: string }[]>(`${V1}/users/${user.id}/sessions`));
  await done(admin.post(`${V1}/users/${user.id}/invitation`, {}));
  const machine = new HttpClient(api.url);
  const device = `${V1}/devices/${deviceId}`;
  await done(machine.post(`${device}/orders/create`, orderOf(word, 1)));
  await done(
    machine.post(`${device}/materials/report`, {
      timestamp: new Date().toISOString(),
      materials: [
        { bin_index: 0, material_code: 'BEAN_A', remaining: 500, capacity: 1000, unit: 'g' },
        { bin_index: 1, material_code: 'BEAN_A', remaining: 10, capacity: 1000, unit: 'g' },
      ],
    }),
  );
  const orderId = `${word}-order-1`;
  const refund = await done(
    ops.post<RefundAnswer>(`${V1}/orders/${orderId}/manual_refund`, {
      reason: 'quality',
      note: word,
      amount: 1,
    }),
  );
  const token = await done(
    admin.post<{ id: number }>(`${V1}/enrolment_tokens`, { merchant_id: merchant.id, note: word }),
  );
  const recipe = await done(ops.post<{ id: number }>(`${V1}/recipes`, schemaOf(`${word} recipe`)));
  await done(ops.post(`${V1}/recipes/${recipe.data.id}/publish`));
  const menu = await done(
    ops.post<{ package_id: string }>(`${V1}/packages`, {
      name: `${word} menu`,
      version: '1',
      type: 'recipes',
      recipe_ids: [recipe.data.id],
      compatibility: ['CoffeePro-A'],
    }),
  );
  const batch = await done(
    ops.post<{ batch_id: string }>(`${V1}/commands/dispatch`, {
      device_ids: [deviceId],
      command_type: 'sync',
      note: word,
    }),
  );
  const view = await done(
    ops.post<{ id: number }>(`${V1}/saved_views`, {
      list: 'orders',
      name: `${word} view`,
      query: '',
      shared: true,
    }),
  );
  const [alarm] = await query<{ id: number }>(
    `insert into alarms (type, slot, device_id, merchant_id, location_id, severity, data, first_at, last_at, opened_at)
     values ('device_fault', '', $1, $2, $3, 'critical', $4, now(), now(), now()) returning id`,
    [deviceId, merchant.id, location.id, { error: word }],
  );
  const channel = await done(
    admin.post<{ id: number }>(`${V1}/notification_channels`, {
      name: `${word} channel`,
      type: 'email',
      target: `${word}@example.com`,
    }),
  );
  const [delivery] = await query<{ id: number }>(
    `insert into notification_deliveries (message_id, channel_id, merchant_id, event, status, device_id, data, occurred_at, created_at)
     values (gen_random_uuid(), $1, $2, 'alarm.opened', 'delivered', $3, $4, now(), now()) returning id`,
    [channel.data.id, merchant.id, deviceId, { alarm: { error: word } }],
  );
  const [block] = await query<{ id: number }>(
    `insert into product_blocks (device_id, product_id, name, failures) values ($1, $2, $2, 3) returning id`,
    [deviceId, `${word}-latte`],
  );
  await query(
    `insert into quarantined_reports (device_id, route, body, error) values ($1, 'status', $2, $2)`,
    [deviceId, word],
  );
  return {
    word,
    merchant,
    clients,
    machine,
    deviceId,
    ids: {
      devices: deviceId,
      orders: orderId,
      users: user.id,
      sessions: sessions.data[0]?.id ?? '',
      merchants: merchant.id,
      locations: location.id,
      enrolment_tokens: token.data.id,
      alarms: Number(alarm?.id),
      refunds: refund.data.refund.refund_id,
      recipes: recipe.data.id,
      packages: menu.data.package_id,
      batches: batch.data.batch_id,
      dispatch: batch.data.batch_id,
      saved_views: view.data.id,
      product_blocks: Number(block?.id),
      notification_channels: channel.data.id,
      deliveries: Number(delivery?.id),
      bins: 0,
      tasks: await makeFile(api, word, merchant.id, storage),
    },
  };
}

/** A finished export with its file. */
async function makeFile(api: TestApi, word: string, merchantId: number, storage: string): Promise<string> {
  const id = randomUUID();
  const key = `exports/${id}-1.csv`;
  const content = `${word},1\n`;
  await mkdir(dirname(join(storage, key)), { recursive: true });
  await writeFile(join(storage, key), content);
  await api.database.dataSource.query(
    `insert into tasks (task_id, type, status, progress, merchant_id, requested_by, scope, result_url, file_key, file_name,
       file_size, file_rows, file_sha256, expires_at, started_at, finished_at)
     values ($1, 'export_orders', 'success', 100, $2, $3, $4, $5, $6, $7, $8, 1, $9, now() + interval '1 day', now(), now())`,
    [
      id,
      merchantId,
      `${word} person`,
      { list: 'orders', format: 'csv', filters: {} },
      `${V1}/tasks/${id}/download`,
      key,
      `${word}.csv`,
      content.length,
      createHash('sha256').update(content).digest('hex'),
    ],
  );
  await api.database.dataSource.query(
    `with counted as (update tasks set last_line = 1 where task_id = $1 returning task_id)
     insert into task_log_lines (task_id, line, attempt, level, code, message)
     select task_id, 1, 1, 'info', $2, $2 from counted`,
    [id, word],
  );
  return id;
}

async function done<T>(sent: Promise<Reply<T>>): Promise<Reply<T>> {
  const reply = await sent;
  if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
  return reply;
}
