import { AvailabilityReport, DeviceAvailability } from '@coffee/contract/availability';
import {
  DashboardAlarms,
  DashboardAttention,
  DashboardFigures,
  DashboardHours,
} from '@coffee/contract/dashboard';
import { Location } from '@coffee/contract/merchants';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const DASHBOARD = '/api/v1/dashboard';

describe('opening hours, availability and the dashboard over HTTP', () => {
  let api: TestApi;
  let merchantId: number;
  let locationId: number;
  const people: Record<'ops' | 'viewer' | 'stranger', HttpClient> = {} as never;

  const sql = (text: string, values: unknown[] = []) => api.database.dataSource.query<unknown>(text, values);

  beforeAll(async () => {
    api = await startApi();
    const make = new Factories(api.database.dataSource);
    const [ours, theirs] = [await make.merchant(), await make.merchant()];
    merchantId = ours.id;
    locationId = (await make.location(ours, { name: 'Lobby' })).id;
    await make.device({ deviceId: 'CM-1', merchantId, locationId, status: 'fault' });
    await make.device({ deviceId: 'CM-2', merchantId, locationId, status: 'offline' });
    for (const [name, role, merchant] of [
      ['ops', 'ops', ours.id],
      ['viewer', 'viewer', ours.id],
      ['stranger', 'ops', theirs.id],
    ] as const) {
      const client = new HttpClient(api.url);
      const { email } = await make.user({ role, merchantId: merchant, name });
      expect((await client.signIn(email, TEST_PASSWORD)).status).toBe(200);
      people[name] = client;
    }
    await sql(
      `insert into device_sellable_days (device_id, day, merchant_id, began_at, measured_until, open_ms, sellable_ms, offline_ms,
         fault_ms, maintenance_ms, short_ms, blocked_ms, unknown_ms, lost_minor)
       values ('CM-1', current_date, $1, now(), now(), 10000, 6000, 1000, 1000, 0, 0, 0, 2000, 1250)`,
      [merchantId],
    );
    await sql(
      `insert into merchant_sellable_days (merchant_id, day, open_ms, sellable_ms, offline_ms, fault_ms, maintenance_ms, short_ms,
         blocked_ms, unknown_ms, lost_minor)
       select merchant_id, day, open_ms, sellable_ms, offline_ms, fault_ms, maintenance_ms, short_ms, blocked_ms, unknown_ms,
         lost_minor from device_sellable_days`,
    );
  });
  afterAll(() => api.stop());

  const path = () => `/api/v1/locations/${locationId}`;
  const hours = (closes: string) => ({
    opening_hours: { weekly: [{ day: 1, opens: '08:00', closes }], exceptions: [] },
  });

  it('keeps opening hours, and names the field of what is wrong with them', async () => {
    const kept = await people.ops.patch<Location>(path(), hours('20:00'));
    expect(kept.status).toBe(200);
    expect(misfits(Location, kept.data)).toEqual([]);
    const refused = await people.ops.patch(path(), hours('08:00'));
    expect(refused.status).toBe(422);
    expect(refused.body.error).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { validation_errors: [{ field: 'opening_hours.weekly.0.closes', rule: 'closesLater' }] },
    });
    expect((await people.ops.patch(path(), { opening_hours: [] })).status).toBe(422);
    expect((await people.ops.get<Location>(path())).data.opening_hours).toEqual(hours('20:00').opening_hours);
    expect((await people.viewer.patch(path(), { opening_hours: null })).status).toBe(403);
    expect((await people.stranger.patch(path(), { opening_hours: null })).status).toBe(404);
    expect((await people.ops.patch<Location>(path(), { opening_hours: null })).data.opening_hours).toBeNull();
  });

  it('answers in the shapes it promises', async () => {
    for (const [part, shape] of [
      ['figures', DashboardFigures],
      ['hours', DashboardHours],
      ['alarms', DashboardAlarms],
      ['attention', DashboardAttention],
      ['availability', AvailabilityReport],
    ] as const) {
      const reply = await people.viewer.get<object>(`${DASHBOARD}/${part}`);
      expect([part, reply.status]).toEqual([part, 200]);
      expect(misfits(shape as new () => object, reply.data)).toEqual([]);
    }
    const device = await people.viewer.get<DeviceAvailability>('/api/v1/devices/CM-1/availability?days=30');
    expect(misfits(DeviceAvailability, device.data)).toEqual([]);
    expect(device.data.total).toMatchObject({
      open_seconds: 10,
      unknown_seconds: 2,
      rate: 0.75,
      lost_sales: 12.5,
    });
  });

  it('tells what waits: faults, and machines that are away while their place is open', async () => {
    const kinds = async () =>
      (await people.viewer.get<DashboardAttention>(`${DASHBOARD}/attention`)).data.items.map(
        ({ kind, count }) => `${kind} ${count}`,
      );
    expect(await kinds()).toEqual(['fault 1', 'offline_open 1']);
    await people.ops.patch(path(), { opening_hours: { weekly: [], exceptions: [] } });
    expect(await kinds()).toEqual(['fault 1']);
    await people.ops.patch(path(), { opening_hours: null });
  });

  it('shows a stranger nothing of it', async () => {
    const report = await people.stranger.get<AvailabilityReport>(`${DASHBOARD}/availability`);
    expect(report.data).toMatchObject({ total: { open_seconds: 0, rate: null }, top_losses: [] });
    expect((await people.stranger.get(`${DASHBOARD}/availability?merchant_id=${merchantId}`)).status).toBe(
      404,
    );
    expect((await people.stranger.get('/api/v1/devices/CM-1/availability')).status).toBe(404);
    expect((await people.stranger.get<DashboardAttention>(`${DASHBOARD}/attention`)).data.items).toEqual([]);
  });

  it('begins an export once, for those who may', async () => {
    const begin = (person: HttpClient) =>
      person.get<{ task_id: string }>('/api/v1/availability/export', { 'Idempotency-Key': 'once' });
    expect((await begin(people.viewer)).status).toBe(403);
    const [first, second] = [await begin(people.ops), await begin(people.ops)];
    expect(first.status).toBe(202);
    expect(second.data.task_id).toBe(first.data.task_id);
  });
});
