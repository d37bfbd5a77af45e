import { AuditEntry, AuditVerification, DeviceAuditPage } from '@coffee/contract/audit';
import type { Page } from '@coffee/contract/paging';
import type { Task } from '@coffee/contract/tasks';
import { loadConfig } from '@coffee/platform/config';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { Program, startApi, type TestApi } from '@coffee/testing/stack';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const AUDIT = '/api/v1/audit';

function ownRedis(): string {
  const url = new URL(loadConfig().redisUrl);
  url.pathname = '/9';
  return url.toString();
}

describe('the audit log', () => {
  let api: TestApi;
  let storage: string;
  let ours: number;
  let theirs: number;
  let bossId: number;
  const people: Record<'admin' | 'ops' | 'viewer' | 'boss', HttpClient> = {} as never;

  beforeAll(async () => {
    storage = await mkdtemp(join(tmpdir(), 'audit-'));
    api = await startApi({ worker: true, env: { STORAGE_DIR: storage, REDIS_URL: ownRedis() } });
    const make = new Factories(api.database.dataSource);
    ours = (await make.merchant()).id;
    theirs = (await make.merchant()).id;
    const roles = {
      admin: { role: 'admin', merchantId: null },
      ops: { role: 'ops', merchantId: null },
      viewer: { role: 'viewer', merchantId: null },
      boss: { role: 'admin', merchantId: ours },
    } as const;
    for (const [name, values] of Object.entries(roles)) {
      const person = await make.user(values);
      if (name === 'boss') bossId = person.id;
      const client = new HttpClient(api.url);
      await client.signIn(person.email, TEST_PASSWORD);
      people[name as keyof typeof people] = client;
    }
    for (const [merchant_id, name] of [
      [ours, 'Corner'],
      [theirs, 'Harbour'],
    ] as const) {
      const made = await people.admin.post<{ id: number }>('/api/v1/locations', {
        merchant_id,
        name,
        time_zone: 'UTC',
      });
      await people.admin.patch(`/api/v1/locations/${made.data.id}`, { name: `${name} House` });
    }
  });
  afterAll(async () => {
    await api?.stop();
    await rm(storage, { recursive: true, force: true });
  });

  const read = async (who: keyof typeof people, query = ''): Promise<AuditEntry[]> =>
    (await people[who].get<Page<AuditEntry>>(`${AUDIT}${query}`)).data.items;
  const verify = async (): Promise<AuditVerification> =>
    (await people.ops.get<AuditVerification>(`${AUDIT}/verify`)).data;
  const sealed = () => eventually('all is sealed', async () => (await verify()).unsealed === 0);

  it('tells of one machine what was done to it, page by page, to those who may read the log', async () => {
    await new Factories(api.database.dataSource).device({ deviceId: 'CM-9', merchantId: ours });
    const path = '/api/v1/devices/CM-9';
    await people.admin.patch(path, { alias: 'Gate' });
    await people.boss.patch(path, { alias: 'North gate' });
    const { data } = await people.boss.get<DeviceAuditPage>(`${path}/audit?limit=1&source=user`);
    expect(misfits(DeviceAuditPage, data)).toEqual([]);
    expect(data.items).toMatchObject([
      {
        action: 'device.updated',
        actor_id: bossId,
        before: { alias: 'Gate' },
        after: { alias: 'North gate' },
      },
    ]);
    const rest = await people.boss.get<DeviceAuditPage>(
      `${path}/audit?source=user&cursor=${encodeURIComponent(String(data.next_cursor))}`,
    );
    expect([rest.data.items.length, rest.data.next_cursor]).toEqual([1, null]);
    const refused = await people.ops.get(`${path}/audit?cursor=none`);
    expect([refused.status, refused.body.error?.details]).toEqual([400, { field: 'cursor' }]);
    expect((await people.viewer.get(`${path}/audit`)).status).toBe(403);
    expect((await people.ops.get('/api/v1/devices/NOBODY/audit')).body.error?.code).toBe('DEVICE_NOT_FOUND');
  });

  it('is for admin and ops, and its chain for those who see all merchants', async () => {
    const stranger = new HttpClient(api.url);
    for (const path of [AUDIT, `${AUDIT}/verify`, `${AUDIT}/export`]) {
      expect((await stranger.get(path)).status).toBe(401);
      expect((await people.viewer.get(path)).status).toBe(403);
      expect((await people.ops.get(path)).status).toBeLessThan(300);
    }
    expect((await people.boss.get(`${AUDIT}/verify`)).status).toBe(403);
    expect((await people.admin.post(AUDIT, {})).status).toBe(404);
    expect((await people.admin.delete(`${AUDIT}/1`)).status).toBe(404);
  });

  it('tells who changed what from where, filtered, sorted and by cursor', async () => {
    const [renamed] = await read('ops', '?action=location.updated&target_type=location');
    expect(misfits(AuditEntry, renamed)).toEqual([]);
    expect(renamed).toMatchObject({
      before: { name: 'Harbour' },
      after: { name: 'Harbour House' },
      source: 'user',
    });
    expect(renamed?.ip).toMatch(/127\.0\.0\.1|::1/);
    expect(await read('ops', `?request_id=${renamed?.request_id}`)).toEqual([renamed]);
    expect(await read('ops', `?source=device,cli&from=2026-01-01T00:00:00Z`)).toEqual([]);
    const first = await people.ops.get<Page<AuditEntry>>(`${AUDIT}?sort=created_at&page_size=2`);
    const cursor = String(first.data.pagination.next_cursor);
    const next = await read('ops', `?sort=created_at&page_size=2&cursor=${cursor}`);
    const ids = [...first.data.items, ...next].map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    for (const bad of ['sort=summary', 'source=ghost', 'actor_id=x', 'from=yesterday', 'colour=red']) {
      const reply = await people.ops.get(`${AUDIT}?${bad}`);
      expect([bad, reply.status, reply.body.error?.code]).toEqual([bad, 400, 'INVALID_ARGUMENT']);
      expect(JSON.stringify(reply.body.error?.details)).toContain(bad.split('=')[0]);
    }
  });

  it('shows a person of one merchant the entries of that merchant alone, in the export too', async () => {
    const seen = await read('boss', '?action=location.created,location.updated');
    expect(seen.map(({ merchant_id }) => merchant_id)).toEqual([ours, ours]);
    expect(await fileOf('boss', '?action=location.updated')).toEqual([
      expect.stringContaining('Corner House'),
    ]);
  });

  async function fileOf(who: keyof typeof people, query: string): Promise<string[]> {
    const begun = await people[who].get<{ task_id: string }>(`${AUDIT}/export${query}`);
    expect(begun.status).toBe(202);
    const { task_id } = begun.data;
    await eventually('the file is there', async () => {
      const { data } = await people[who].get<Task>(`/api/v1/tasks/${task_id}`);
      return data.status === 'success';
    });
    const reply = await people[who].get(`/api/v1/tasks/${task_id}/download`);
    const [header, ...lines] = String(reply.body.data).trim().split('\r\n').join('\n').split('\n');
    expect(header).toContain('Place in the chain');
    const [entry] = await read(who, `?target_type=task&target_id=${task_id}&action=audit.export_started`);
    expect(entry).toMatchObject({ action: 'audit.export_started' });
    return lines;
  }

  it('has an entry for what people keep and stop', async () => {
    const view = await people.boss.post<{ id: number }>('/api/v1/saved_views', {
      list: 'orders',
      name: 'Mine',
      query: 'page_size=50',
      shared: true,
    });
    await people.boss.patch(`/api/v1/saved_views/${view.data.id}`, { shared: false });
    await people.boss.delete(`/api/v1/saved_views/${view.data.id}`);
    const told = await read('boss', `?target_type=view&target_id=${view.data.id}&sort=created_at`);
    expect(told.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['view.created', bossId],
      ['view.updated', bossId],
      ['view.deleted', bossId],
    ]);
    expect(told[1]).toMatchObject({ before: { shared: true }, after: { shared: false } });
  });

  it('is sealed by the worker, verifies, and names the row that somebody changed in the database', async () => {
    await sealed();
    const found = await verify();
    expect(misfits(AuditVerification, found)).toEqual([]);
    expect(found).toMatchObject({ ok: true, first_broken: null, unsealed: 0 });
    expect(found.checked).toBeGreaterThan(5);
    expect(found.witnessed).toEqual(found.head);
    expect(String((await new HttpClient(api.url).get('/metrics')).body.data)).toMatch(
      /audit_unsealed_entries \d/,
    );

    const [row] = await read('ops', '?action=location.updated&sort=created_at');
    await tamper(`update audit_entries set after = '{"name": "Forged"}' where id = ${row?.id}`);
    expect(await verify()).toMatchObject({
      ok: false,
      first_broken: row?.id,
      broken: { reason: 'entry_changed', entry_id: row?.id },
    });
    const shell = new Program(
      'dist/apps/cli/main.js',
      { DATABASE_URL: api.database.url, STORAGE_DIR: storage },
      ['verify-audit', '--json'],
    );
    shell.start();
    await eventually('the command ends', () => shell.exited, 60_000);
    expect(await shell.stop()).toBe(1);
    await eventually('it has told', () => shell.output.trim().endsWith('}'));
    expect(JSON.parse(shell.output)).toMatchObject({ ok: false, first_broken: row?.id });
  });

  async function tamper(statement: string): Promise<void> {
    await api.database.dataSource.transaction(async (manager) => {
      await manager.query('set local session_replication_role = replica');
      await manager.query(statement);
    });
  }
});
