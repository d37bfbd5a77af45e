import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@coffee/contract/paging';
import { type Task, TaskDetail } from '@coffee/contract/tasks';
import { loadConfig } from '@coffee/platform/config';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';
import { Workbook } from 'exceljs';

interface Started {
  task_id: string;
  message: string;
}

const EXPORT = '/api/v1/orders/export';
/** One line, as many orders as a worker needs some time for. */
const MANY = 60_000;

function ownRedis(): string {
  const url = new URL(loadConfig().redisUrl);
  url.pathname = '/10';
  return url.toString();
}

describe('exports of orders', () => {
  let api: TestApi;
  let storage: string;
  let make: Factories;
  let merchantId: number;
  const people: Record<'ops' | 'viewer' | 'stranger' | 'root', HttpClient> = {} as never;
  let opsId: number;

  beforeAll(async () => {
    storage = await mkdtemp(join(tmpdir(), 'exports-'));
    api = await startApi({ worker: true, env: { STORAGE_DIR: storage, REDIS_URL: ownRedis() } });
    make = new Factories(api.database.dataSource);
    merchantId = (await make.merchant({ name: '=cmd' })).id;
    const other = await make.merchant();
    await make.device({ deviceId: 'TILL-1', merchantId, alias: '@lobby' });
    await make.device({ deviceId: 'ELSEWHERE', merchantId: other.id });
    const roles = {
      ops: { role: 'ops', merchantId },
      viewer: { role: 'viewer', merchantId },
      stranger: { role: 'ops', merchantId: other.id },
      root: { role: 'admin', merchantId: null },
    } as const;
    for (const [name, values] of Object.entries(roles)) {
      const person = await make.user(values);
      if (name === 'ops') opsId = person.id;
      const client = new HttpClient(api.url);
      await client.signIn(person.email, TEST_PASSWORD);
      people[name as keyof typeof people] = client;
    }
    await sell(merchantId, 'TILL-1', 'A-', 3);
    await sell(other.id, 'ELSEWHERE', 'Z-', 2);
  });
  afterAll(async () => {
    await api?.stop();
    await rm(storage, { recursive: true, force: true });
  });

  const sell = (owner: number, deviceId: string, prefix: string, count: number, method = 'wechat') =>
    api.database.dataSource.query(
      `insert into orders (order_id, device_id, merchant_id, total_minor, currency, payment_method, payment_status,
         fulfilment_status, items_summary, device_ts, ordered_at, fingerprint)
       select $3 || n, $2, $1, 1000 + n, 'CNY', $5, 'paid', 'completed', E'Latte, "large"\nhot',
         t.at, t.at, sha256(n::text::bytea)
       from generate_series(1, $4::integer) n,
         lateral (select timestamptz '2026-03-01 00:30:00.25Z' + n * interval '1 second' as at) t`,
      [owner, deviceId, prefix, count, method],
    );
  const taskOf = async (client: HttpClient, id: string) =>
    (await client.get<Task>(`/api/v1/tasks/${id}`)).data;
  const started = async (client: HttpClient, query: string, headers = {}) => {
    const reply = await client.get<Started>(`${EXPORT}${query}`, headers);
    expect([reply.status, reply.data.message]).toEqual([202, 'Export started']);
    return reply.data.task_id;
  };
  const ended = async (client: HttpClient, id: string): Promise<Task> => {
    await eventually('the export ends', async () => (await taskOf(client, id)).finished_at !== null, 60_000);
    return taskOf(client, id);
  };
  const fetchFile = async (client: HttpClient, id: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${api.url}/api/v1/tasks/${id}/download`, {
      headers: { Cookie: client.sessionCookie ?? '', ...headers },
    });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  it('write what the filters say, in the merchant’s zone, with a file whose figures are true', async () => {
    const id = await started(people.ops, '?format=csv&query=A-&sort=total_price');
    const task = await ended(people.ops, id);
    expect(misfits(TaskDetail, task)).toEqual([]);
    const { response, bytes } = await fetchFile(people.ops, id);
    expect(response.status).toBe(200);
    expect(task).toMatchObject({
      type: 'export_orders',
      status: 'success',
      done: 3,
      total: 3,
      unit: 'rows',
      scope: { list: 'orders', format: 'csv', filters: { query: 'A-' }, time_zone: 'Asia/Shanghai' },
      file: {
        rows: 3,
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        expired: false,
      },
      result_url: `/api/v1/tasks/${id}/download`,
    });
    expect(task.file?.name).toMatch(/^orders_\d{8}-\d{6}_Asia-Shanghai_[0-9a-f]{6}\.csv$/);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${task.file?.name}"`);
    expect(response.headers.get('content-type')).toMatch(/^text\/csv/);
    const text = bytes.toString('utf8');
    expect(text.startsWith('\ufeffNumber,Order ID,Sold at,')).toBe(true);
    expect(text).toContain(
      `,A-1,2026-03-01T08:30:01.250+08:00,TILL-1,'@lobby,'=cmd,,,"Latte, ""large""\nhot",10.01,0.00,CNY,wechat,paid,`,
    );
    expect(text.indexOf('A-1')).toBeLessThan(text.indexOf('A-3'));
    expect(text).not.toContain('Z-');
  });

  it('are given in ranges and not again to whoever has them', async () => {
    const id = await started(people.ops, '');
    const { file } = await ended(people.ops, id);
    const whole = await fetchFile(people.ops, id);
    const etag = `"${file?.sha256}"`;
    expect(whole.response.headers.get('etag')).toBe(etag);
    const part = await fetchFile(people.ops, id, { Range: 'bytes=3-8', 'If-Range': etag });
    expect([part.response.status, part.bytes.toString()]).toEqual([206, 'Number']);
    const again = await fetchFile(people.ops, id, {
      'If-None-Match': etag,
      'Cache-Control': 'max-age=0',
    });
    expect(again.response.status).toBe(304);
  });

  it('can be a workbook whose amounts are numbers', async () => {
    const id = await started(people.ops, '?format=xlsx&query=A-&sort=total_price&language=zh-CN');
    expect(await ended(people.ops, id)).toMatchObject({ status: 'success', file: { rows: 3 } });
    const book = new Workbook();
    await book.xlsx.load((await fetchFile(people.ops, id)).bytes as unknown as ArrayBuffer);
    const sheet = book.getWorksheet('订单');
    expect(sheet?.getRow(1).getCell(2).value).toBe('订单号');
    expect(sheet?.getRow(2).getCell(10).value).toBe(10.01);
    expect(sheet?.getRow(2).getCell(6).value).toBe(`'=cmd`);
    expect(sheet?.rowCount).toBe(4);
  });

  it('are in UTC when several merchants are in them', async () => {
    const id = await started(people.root, '?query=A-1');
    expect(await ended(people.root, id)).toMatchObject({ scope: { time_zone: 'UTC' } });
    expect((await fetchFile(people.root, id)).bytes.toString()).toContain('2026-03-01T00:30:01.250+00:00');
  });

  it('are begun once per key', async () => {
    const key = { 'Idempotency-Key': 'one-click' };
    const first = await started(people.ops, '?query=A-1', key);
    expect(await started(people.ops, '?query=A-1', key)).toBe(first);
    const other = await people.ops.get(`${EXPORT}?query=A-2`, key);
    expect([other.status, other.body.error?.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it.each([
    ['format=pdf', 'format'],
    ['sort=password', 'sort'],
    ['payment_status=lost', 'payment_status'],
    ['colour=red', 'colour'],
  ])('refuse %s before any work', async (query, field) => {
    const reply = await people.ops.get(`${EXPORT}?${query}`);
    expect([reply.status, reply.body.error?.code]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(JSON.stringify(reply.body.error?.details)).toContain(field);
  });

  it('are for those who may, and their files for those of the same merchant', async () => {
    expect((await people.viewer.get(EXPORT)).status).toBe(403);
    const id = await started(people.ops, '?query=A-1');
    await ended(people.ops, id);
    expect((await fetchFile(people.viewer, id)).response.status).toBe(403);
    expect((await fetchFile(people.stranger, id)).response.status).toBe(404);
    expect((await fetchFile(people.root, id)).response.status).toBe(200);
    const theirs = await started(people.stranger, '');
    expect(await ended(people.stranger, theirs)).toMatchObject({ file: { rows: 2 } });
  });

  it('leave a trace of who began and who fetched', async () => {
    const id = await started(people.ops, '?query=A-2');
    await ended(people.ops, id);
    await fetchFile(people.ops, id);
    const { data } = await people.root.get<Page<{ action: string }>>(`/api/v1/audit?target_id=${id}`);
    expect(data.items.map(({ action }) => action).sort()).toEqual([
      'order.export_started',
      'task.downloaded',
    ]);
  });

  it('say that their file has expired instead of denying that it was', async () => {
    const id = await started(people.ops, '?query=A-3');
    await ended(people.ops, id);
    await api.database.dataSource.query(`update tasks set expires_at = now() where task_id = $1`, [id]);
    expect(await taskOf(people.ops, id)).toMatchObject({ file: { rows: 1, expired: true } });
    const { response, bytes } = await fetchFile(people.ops, id);
    expect(response.status).toBe(404);
    expect(JSON.parse(bytes.toString())).toMatchObject({ error: { details: { reason: 'expired' } } });
  });

  it('end with the right of the person who asked', async () => {
    await api.worker?.stop();
    const id = await started(people.ops, '?query=A-1');
    await api.database.dataSource.query(`update users set role = 'viewer' where id = $1`, [opsId]);
    api.worker?.start();
    const task = await ended(people.root, id);
    expect(task).toMatchObject({ status: 'fail', file: null });
    expect(task.error_message).toContain('may not have it any more');
    await api.database.dataSource.query(`update users set role = 'ops' where id = $1`, [opsId]);
  });

  describe('of many rows', () => {
    beforeAll(() => sell(merchantId, 'TILL-1', 'M-', MANY, 'alipay'));

    const running = (id: string) =>
      eventually('it is under way', async () => (await taskOf(people.ops, id)).done > 0, 30_000);
    const files = async () => (await readdir(join(storage, 'exports'))).sort();

    it('stop when they are canceled, and leave nothing behind', async () => {
      const before = await files();
      const id = await started(people.ops, '?format=xlsx&payment_method=alipay');
      await running(id);
      expect((await people.ops.post(`/api/v1/tasks/${id}/cancel`)).status).toBe(200);
      await eventually('the draft is gone', async () => (await files()).join() === before.join());
      expect(await taskOf(people.ops, id)).toMatchObject({ status: 'canceled', file: null });
    });

    it('are taken over when their worker is killed, and the file holds every row once', async () => {
      const id = await started(people.ops, '?format=xlsx&payment_method=alipay');
      await running(id);
      await api.worker?.stop('SIGKILL');
      await api.database.dataSource.query(`update tasks set next_attempt_at = now() where task_id = $1`, [
        id,
      ]);
      api.worker?.start();
      expect(await ended(people.ops, id)).toMatchObject({
        status: 'success',
        done: MANY,
        file: { rows: MANY },
      });
      const book = new Workbook();
      await book.xlsx.load((await fetchFile(people.ops, id)).bytes as unknown as ArrayBuffer);
      const ids = new Set(book.worksheets[0]?.getColumn(2).values.slice(2));
      expect(ids.size).toBe(MANY);
    });
  });
});
