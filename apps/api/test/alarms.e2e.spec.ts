import { AlarmRules } from '@coffee/contract/alarm-rules';
import { Alarm, AlarmAnswer, AlarmCounts, AlarmDetail, BulkAlarmsAnswer } from '@coffee/contract/alarms';
import type { DashboardSummary } from '@coffee/contract/dashboard';
import type { Device, DeviceSummary } from '@coffee/contract/devices';
import type { Page } from '@coffee/contract/paging';
import { eventually } from '@coffee/testing/eventually';
import { EventStream } from '@coffee/testing/event-stream';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const V1 = '/api/v1';
const WITHIN_MS = 30_000;

describe('alarms', () => {
  let api: TestApi;
  let machine: HttpClient;
  let admin: HttpClient;
  let ops: HttpClient;
  let viewer: HttpClient;
  let make: Factories;

  beforeAll(async () => {
    api = await startApi({ worker: true });
    make = new Factories(api.database.dataSource);
    machine = new HttpClient(api.url);
    [admin, ops, viewer] = [await signIn('admin'), await signIn('ops'), await signIn('viewer')];
  });
  afterAll(() => api.stop());

  async function signIn(role: 'admin' | 'ops' | 'viewer'): Promise<HttpClient> {
    const client = new HttpClient(api.url);
    const user = await make.user({ role });
    await client.signIn(user.email, TEST_PASSWORD);
    return client;
  }
  const report = (id: string, remaining: number) =>
    machine.post(`${V1}/devices/${id}/materials/report`, {
      timestamp: new Date().toISOString(),
      materials: [{ bin_index: 0, material_code: 'BEAN_A', remaining, capacity: 1000, unit: 'g' }],
    });
  const alarmsOf = async (id: string, more = ''): Promise<Alarm[]> =>
    (await viewer.get<Page<Alarm>>(`${V1}/alarms?device_id=${id}${more}`)).data.items;
  const opened = async (id: string): Promise<Alarm> => {
    await eventually('it opens', async () => (await alarmsOf(id, '&status=open,ack')).length > 0, WITHIN_MS);
    const [alarm] = await alarmsOf(id, '&status=open,ack');
    return alarm as Alarm;
  };

  it('come from what machines say, show everywhere, and close by themselves', async () => {
    await admin.send('PUT', `${V1}/alarm_rules`, {
      rules: [{ type: 'material_low', clear_delay_seconds: 0 }],
    });
    const stream = await EventStream.open(`${api.url}/sse/alarms`, {
      cookie: String(viewer.sessionCookie),
    });
    const { deviceId } = await make.device({ status: 'online' });
    await report(deviceId, 50);
    const alarm = await opened(deviceId);
    expect(misfits(Alarm, alarm)).toEqual([]);
    expect(alarm).toMatchObject({ type: 'material_low', slot: '0', severity: 'warn', condition: 'active' });
    expect(alarm.data).toMatchObject({ material_code: 'BEAN_A', remaining_pct: 5 });
    const device = (await viewer.get<Device>(`${V1}/devices/${deviceId}`)).data;
    expect(device.open_alarms).toBe(1);
    const found = await viewer.get<Page<Device>>(`${V1}/devices?has_alarm=true`);
    expect(found.data.items.map((row) => row.device_id)).toEqual([deviceId]);
    expect((await viewer.get<Page<Device>>(`${V1}/devices?has_alarm=false`)).data.items).toEqual([]);
    const summary = (await viewer.get<DeviceSummary>(`${V1}/devices/${deviceId}/summary`)).data;
    expect(summary.alarms_open).toBe(1);
    const dashboard = (await viewer.get<DashboardSummary>(`${V1}/dashboard/summary`)).data;
    expect(dashboard.alarms_open).toBe(1);
    const counts = (await viewer.get<AlarmCounts>(`${V1}/alarms/counts`)).data;
    expect(counts).toEqual({ info: 0, warn: 1, critical: 0 });
    const metrics = await fetch(`${api.url}/metrics`);
    expect(await metrics.text()).toContain('alarms_open{severity="warn"} 1');
    await eventually('the page is told', () =>
      stream.named('alarm.opened').some(({ data }) => data['device_id'] === deviceId),
    );
    await report(deviceId, 900);
    await eventually('it closes', async () => (await alarmsOf(deviceId))[0]?.status === 'closed', WITHIN_MS);
    const detail = (await viewer.get<AlarmDetail>(`${V1}/alarms/${alarm.id}`)).data;
    expect(misfits(AlarmDetail, detail)).toEqual([]);
    expect(detail.timeline.map(({ kind }) => kind)).toEqual(['opened', 'closed']);
    stream.close();
  });

  it('are handled by operators, and only looked at by viewers', async () => {
    const { deviceId } = await make.device({ status: 'online' });
    await report(deviceId, 0);
    const { id, severity } = await opened(deviceId);
    expect(severity).toBe('critical');
    const path = `${V1}/alarms/${id}`;
    const verbs: [string, object][] = [
      ['ack', { note: 'on my way' }],
      ['comment', { text: 'Beans are ordered' }],
      ['shelve', { until: new Date(Date.now() + 3_600_000).toISOString() }],
      ['assign', { user_id: null }],
    ];
    for (const [verb, body] of verbs) {
      expect([verb, (await viewer.post(`${path}/${verb}`, body)).status]).toEqual([verb, 403]);
      const reply = await ops.post<AlarmAnswer>(`${path}/${verb}`, body);
      expect([verb, reply.status, misfits(AlarmAnswer, reply.data)]).toEqual([verb, 200, []]);
    }
    expect((await ops.post(`${path}/ack`, {})).body.error?.code).toBe('CONFLICT');
    expect((await ops.post(`${path}/shelve`, { until: 'tomorrow' })).status).toBe(422);
    expect((await ops.post(`${path}/assign`, { user_id: 999_999 })).status).toBe(422);
    expect((await ops.post(`${V1}/alarms/999999/ack`, {})).body.error?.code).toBe('NOT_FOUND');
    const bulk = await ops.post<BulkAlarmsAnswer>(`${V1}/alarms/bulk`, {
      ids: [id, 999_999],
      action: 'close',
    });
    expect(bulk.data).toMatchObject({ succeeded: [id], failed: [{ id: 999_999, code: 'NOT_FOUND' }] });
    expect((await viewer.get<AlarmDetail>(path)).data.alarm).toMatchObject({
      status: 'closed',
      condition: 'active',
      data: { closed_by_hand: true },
    });
  });

  it('are filtered by what is documented, and say what is valid otherwise', async () => {
    const bad = await viewer.get(`${V1}/alarms?status=opened`);
    expect([bad.status, bad.body.error?.code]).toEqual([400, 'INVALID_ARGUMENT']);
    expect(bad.body.error?.details).toMatchObject({ valid: ['open', 'ack', 'closed'] });
    expect((await viewer.get(`${V1}/alarms?sort=severity`)).status).toBe(400);
    const none = await viewer.get<Page<Alarm>>(
      `${V1}/alarms?type=temperature&severity=info,warn&from=2026-01-01T00:00:00Z`,
    );
    expect(none.data.items).toEqual([]);
  });

  it('go by rules that administrators alone see and set', async () => {
    for (const client of [ops, viewer]) expect((await client.get(`${V1}/alarm_rules`)).status).toBe(403);
    const merchant = await make.merchant();
    const read = await admin.get<AlarmRules>(`${V1}/alarm_rules?merchant_id=${merchant.id}`);
    expect(misfits(AlarmRules, read.data)).toEqual([]);
    expect(read.data.rules).toHaveLength(7);
    const changed = await admin.send<AlarmRules>('PUT', `${V1}/alarm_rules`, {
      merchant_id: merchant.id,
      rules: [{ type: 'offline', raise_delay_seconds: 600 }],
    });
    const offline = changed.data.rules.find(({ type }) => type === 'offline');
    expect(offline).toMatchObject({ raise_delay_seconds: 600, clear_delay_seconds: 60, source: 'merchant' });
    const wrong = await admin.send('PUT', `${V1}/alarm_rules`, { rules: [{ type: 'rain' }] });
    expect([wrong.status, wrong.body.error?.code]).toEqual([422, 'VALIDATION_ERROR']);
  });

  it('keep their timers when the worker is killed in the middle of a delay', async () => {
    await admin.send('PUT', `${V1}/alarm_rules`, {
      rules: [{ type: 'device_fault', raise_delay_seconds: 60 }],
    });
    const { deviceId } = await make.device({ status: 'fault' });
    const causes = () =>
      api.database.dataSource.query<{ id: number; seen_at: Date }[]>(
        'select id, seen_at from alarm_causes where device_id = $1',
        [deviceId],
      );
    await eventually('the delay runs', async () => (await causes()).length === 1, WITHIN_MS);
    const [before] = await causes();
    await api.worker?.stop('SIGKILL');
    // Half of the delay and the rest of it pass while nobody counts.
    await api.database.dataSource.query(
      `with aged as (update alarm_causes set seen_at = seen_at - interval '50 s' where device_id = $1) select 1`,
      [deviceId],
    );
    expect(await alarmsOf(deviceId)).toEqual([]);
    api.worker?.start();
    const alarm = await opened(deviceId);
    const ran = Date.parse(alarm.opened_at) - Number(before?.seen_at.getTime()) + 50_000;
    expect(ran).toBeGreaterThanOrEqual(60_000);
    expect(ran).toBeLessThan(60_000 + WITHIN_MS);
    expect((await causes())[0]?.id).toBe(before?.id);
  });
});
