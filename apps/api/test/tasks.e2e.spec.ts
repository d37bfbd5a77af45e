import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskDetail, TaskLogPage, type TaskStarted } from '@coffee/contract/tasks';
import { loadConfig } from '@coffee/platform/config';
import { eventually } from '@coffee/testing/eventually';
import { EventStream } from '@coffee/testing/event-stream';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const V1 = '/api/v1';

function ownRedis(): string {
  const url = new URL(loadConfig().redisUrl);
  url.pathname = '/8';
  return url.toString();
}

describe('a task’s page', () => {
  let api: TestApi;
  let storage: string;
  const people: Record<'ops' | 'viewer' | 'stranger', HttpClient> = {} as never;

  beforeAll(async () => {
    storage = await mkdtemp(join(tmpdir(), 'tasks-'));
    api = await startApi({ worker: true, env: { STORAGE_DIR: storage, REDIS_URL: ownRedis() } });
    const make = new Factories(api.database.dataSource);
    const [merchant, other] = [await make.merchant(), await make.merchant()];
    const roles = {
      ops: { role: 'ops', merchantId: merchant.id },
      viewer: { role: 'viewer', merchantId: merchant.id },
      stranger: { role: 'ops', merchantId: other.id },
    } as const;
    for (const [name, values] of Object.entries(roles)) {
      const client = new HttpClient(api.url);
      await client.signIn((await make.user(values)).email, TEST_PASSWORD);
      people[name as keyof typeof people] = client;
    }
  });
  afterAll(async () => {
    await api?.stop();
    await rm(storage, { recursive: true, force: true });
  });

  const exported = async (query = ''): Promise<string> =>
    (await people.ops.get<TaskStarted>(`${V1}/orders/export${query}`)).data.task_id;
  const detailOf = async (id: string) => (await people.viewer.get<TaskDetail>(`${V1}/tasks/${id}`)).data;
  const ended = (id: string) =>
    eventually('the task ends', async () => (await detailOf(id)).finished_at !== null, 60_000);

  it('has the steps of its work and its log, whose lines are told of live', async () => {
    const stream = await EventStream.open(`${api.url}/sse/stream?topics=tasks`, {
      cookie: String(people.viewer.sessionCookie),
    });
    await stream.heard('connected');
    const id = await exported();
    await ended(id);
    const detail = await detailOf(id);
    expect(misfits(TaskDetail, detail)).toEqual([]);
    expect(detail.steps.map(({ name, status, progress }) => [name, status, progress])).toEqual([
      ['count', 'success', 100],
      ['write', 'success', 100],
      ['store', 'success', 100],
    ]);
    const { data: log } = await people.viewer.get<TaskLogPage>(`${V1}/tasks/${id}/log`);
    expect(misfits(TaskLogPage, log)).toEqual([]);
    expect(log.items.map(({ code }) => code)).toEqual([
      'attempt_started',
      'step_started',
      'step_started',
      'step_started',
      'file_stored',
    ]);
    expect(log.log).toMatchObject({ last_line: 5, expired: false, expires_at: detail.expires_at });
    const later = await people.viewer.get<TaskLogPage>(`${V1}/tasks/${id}/log?after=4`);
    expect(later.data.items.map(({ line }) => line)).toEqual([5]);
    await eventually('its end is heard', () =>
      stream
        .named('task.progress')
        .some(({ data }) => data.task_id === id && data.status === 'success' && data.last_line === 5),
    );
    stream.close();
  });

  it('offers to run it again, which answers with the new task, once per key', async () => {
    const id = await exported('?query=once');
    await ended(id);
    expect((await people.ops.get<TaskDetail>(`${V1}/tasks/${id}`)).data.rerun_refusal).toBeNull();
    expect((await detailOf(id)).rerun_refusal).toBe('not_permitted');
    const key = { 'Idempotency-Key': 'again' };
    const rerun = () => people.ops.send('POST', `${V1}/tasks/${id}/rerun`, undefined, key);
    const [first, second] = [await rerun(), await rerun()];
    const { task_id: again } = first.data as TaskStarted;
    expect([first.status, second.status, (second.data as TaskStarted).task_id]).toEqual([202, 202, again]);
    await ended(again);
    expect(await detailOf(again)).toMatchObject({
      status: 'success',
      rerun_of: id,
      scope: { filters: { query: 'once' } },
    });
    expect((await detailOf(id)).reruns).toMatchObject([{ task_id: again, status: 'success' }]);
    const audit = await people.ops.get<{ items: object[] }>(
      `${V1}/audit?action=task.rerun_started&target_id=${again}`,
    );
    expect(audit.data.items).toMatchObject([{ source: 'user', after: { rerun_of: id } }]);
  });

  it('refuses what makes no sense by name, and whoever may not', async () => {
    const id = await exported('?query=held');
    await ended(id);
    await api.database.dataSource.query(`update tasks set status = 'running' where task_id = $1`, [id]);
    const held = await people.ops.post(`${V1}/tasks/${id}/rerun`);
    expect([held.status, held.body.error]).toMatchObject([
      409,
      { code: 'CONFLICT', details: { field: 'id', reason: 'not_ended' } },
    ]);
    const statuses = [
      (await people.viewer.post(`${V1}/tasks/${id}/rerun`)).status,
      (await people.stranger.post(`${V1}/tasks/${id}/rerun`)).status,
      (await people.stranger.get(`${V1}/tasks/${id}/log`)).status,
      (await people.ops.get(`${V1}/tasks/${id}/log?after=1&before=3`)).status,
    ];
    expect(statuses).toEqual([403, 404, 404, 400]);
    const bad = await people.ops.get(`${V1}/tasks/${id}/log?after=x`);
    expect([bad.status < 500, JSON.stringify(bad.body)]).toEqual([true, expect.stringContaining('after')]);
  });
});
