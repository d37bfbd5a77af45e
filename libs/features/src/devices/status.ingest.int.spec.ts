import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import type { LivePublisher } from '@coffee/platform/live';
import { DeviceListening } from './listening.service';
import { DevicePresence } from './presence.service';
import { type StatusInput, StatusIngest } from './status.ingest';

interface Told {
  event: string;
  data: { device_id: string; status: string; previous: string | null };
}

class Ear {
  told: Told[] = [];
  publish(event: string, _scope: unknown, data: Told['data']): void {
    this.told.push({ event, data });
  }
}

const MINUTE = 60_000;

function report(deviceId: string, values: Partial<StatusInput> = {}): StatusInput {
  return {
    deviceId,
    status: 'online',
    activity: 'idle',
    reportedAt: new Date(),
    skewMs: 0,
    fwVersion: null,
    ip: null,
    wifiSsid: null,
    wifiSignal: null,
    temperature: null,
    uptimeSeconds: null,
    extra: null,
    ...values,
  };
}

describe('status reports', () => {
  let database: TestDatabase;
  let make: Factories;
  let ear: Ear;
  let ingest: StatusIngest;

  const deviceRow = async (id: string) => {
    const rows = await database.dataSource.query<Record<string, unknown>[]>(
      'select * from devices d join device_states s using (device_id) where d.device_id = $1',
      [id],
    );
    return rows[0];
  };
  const history = (id: string) =>
    database.dataSource.query<{ status: string; applied: boolean; cause: string }[]>(
      'select status, applied, cause from device_status_history where device_id = $1 order by id',
      [id],
    );

  /** As if machines could be heard from so many minutes ago until so many minutes ago. */
  const heard = ({ since, until }: { since: number; until: number }) =>
    database.dataSource.query(
      `insert into listening_marks (name, since, seen_at)
       values ('devices', now() - make_interval(mins => $1), now() - make_interval(mins => $2))
       on conflict (name) do update set since = excluded.since, seen_at = excluded.seen_at`,
      [since, until],
    );

  beforeAll(async () => {
    database = await createTestDatabase();
    make = new Factories(database.dataSource);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    ear = new Ear();
    ingest = new StatusIngest(database.dataSource, ear as unknown as LivePublisher);
  });

  it('write history and tell the browsers only when the status changes', async () => {
    const { deviceId } = await make.device();
    for (const at of [3, 2, 1])
      await ingest.report(report(deviceId, { reportedAt: new Date(Date.now() - at * MINUTE) }));
    expect(await history(deviceId)).toEqual([{ status: 'online', applied: true, cause: 'reported' }]);
    expect(ear.told).toMatchObject([
      { event: 'device.status', data: { previous: 'registered', status: 'online' } },
    ]);
  });

  it('keep an older report as history and leave the state alone', async () => {
    const { deviceId } = await make.device();
    const now = new Date();
    await ingest.report(report(deviceId, { reportedAt: now, temperature: 90 }));
    const older = report(deviceId, {
      status: 'fault',
      reportedAt: new Date(now.getTime() - MINUTE),
      temperature: 20,
    });
    expect(await ingest.report(older)).toEqual({ applied: false, pendingCommands: 0 });
    expect(await ingest.report(older)).toEqual({ applied: false, pendingCommands: 0 });
    expect(await deviceRow(deviceId)).toMatchObject({ status: 'online', temperature: 90 });
    expect(await history(deviceId)).toEqual([
      { status: 'online', applied: true, cause: 'reported' },
      { status: 'fault', applied: false, cause: 'reported' },
    ]);
  });

  it('hear a machine again whose clock once ran ahead', async () => {
    const { deviceId } = await make.device();
    await ingest.report(report(deviceId, { reportedAt: new Date('2099-01-01T00:00:00Z'), skewMs: 9e11 }));
    const corrected = report(deviceId, { status: 'fault', reportedAt: new Date(Date.now() + 1000) });
    expect(await ingest.report(corrected)).toEqual({ applied: true, pendingCommands: 0 });
    expect(await deviceRow(deviceId)).toMatchObject({ status: 'fault' });
  });

  it('keep what a report does not mention', async () => {
    const { deviceId } = await make.device();
    await ingest.report(
      report(deviceId, { ip: '10.0.0.7', temperature: 91.5, reportedAt: new Date(Date.now() - MINUTE) }),
    );
    await ingest.report(report(deviceId, { temperature: 92 }));
    expect(await deviceRow(deviceId)).toMatchObject({ ip: '10.0.0.7', temperature: 92 });
  });

  it('of one batch answer strangers, suspended machines and the others each on their own', async () => {
    const good = await make.device();
    const suspended = await make.device({ lifecycle: 'suspended' });
    const outcomes = await Promise.allSettled(
      [good.deviceId, 'NOBODY', suspended.deviceId].map((id) => ingest.report(report(id))),
    );
    expect(outcomes[0]).toMatchObject({ status: 'fulfilled', value: { applied: true } });
    expect(outcomes[1]).toMatchObject({ reason: { code: 'DEVICE_NOT_FOUND' } });
    expect(outcomes[2]).toMatchObject({ reason: { code: 'FORBIDDEN' } });
    expect(await deviceRow(suspended.deviceId)).toMatchObject({ status: 'registered' });
  });

  it('from two processes at once neither deadlock nor lose a machine', async () => {
    const other = new StatusIngest(database.dataSource, ear as unknown as LivePublisher);
    const ids = await Promise.all(Array.from({ length: 40 }, async () => (await make.device()).deviceId));
    const rounds = Array.from({ length: 10 }, (_, round) =>
      ids.flatMap((id) => [
        ingest.report(report(id, { reportedAt: new Date(Date.now() + round) })),
        other.report(report(id, { reportedAt: new Date(Date.now() + round) })),
      ]),
    ).flat();
    const outcomes = await Promise.allSettled(rounds);
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toEqual([]);
    for (const id of ids) expect(await deviceRow(id)).toMatchObject({ status: 'online' });
  });

  it('sample telemetry once in five minutes, not with every heartbeat', async () => {
    const { deviceId } = await make.device();
    for (let beat = 0; beat < 5; beat += 1) await ingest.report(report(deviceId, { temperature: 90 + beat }));
    const [row] = await database.dataSource.query<{ n: number }[]>(
      `select count(*)::integer as n from telemetry where device_id = $1 and metric = 'temperature'`,
      [deviceId],
    );
    expect(row).toEqual({ n: 1 });
  });

  it('make a silent machine offline by our clock, and back online with its next word', async () => {
    const presence = new DevicePresence(database.db, ear as unknown as LivePublisher);
    const { deviceId } = await make.device(
      { status: 'online', activity: 'idle' },
      { lastSeen: new Date(Date.now() - 10 * MINUTE) },
    );
    const talking = await make.device({ status: 'online' }, { lastSeen: new Date() });
    await heard({ since: 60, until: 0 });
    expect(await presence.markSilent(300)).toBeGreaterThanOrEqual(1);
    expect(await presence.markSilent(300)).toBe(0);
    expect(await deviceRow(deviceId)).toMatchObject({ status: 'offline', activity: null });
    expect(await deviceRow(talking.deviceId)).toMatchObject({ status: 'online' });
    await ingest.report(report(deviceId));
    expect((await history(deviceId)).map(({ status, cause }) => `${status} by ${cause}`)).toEqual([
      'offline by silence',
      'online by reported',
    ]);
  });

  it('do not take a break of the system for the silence of its machines', async () => {
    const presence = new DevicePresence(database.db, ear as unknown as LivePublisher);
    const listening = new DeviceListening(database.db);
    const { deviceId } = await make.device(
      { status: 'online' },
      { lastSeen: new Date(Date.now() - 20 * MINUTE) },
    );
    // Nobody could be reached for the last twenty minutes: the worker runs, the API does not.
    await heard({ since: 60, until: 20 });
    expect(await presence.markSilent(300)).toBe(0);
    // Now it does again; who still says nothing for five minutes is gone.
    await listening.mark();
    expect(await presence.markSilent(300)).toBe(0);
    await heard({ since: 6, until: 0 });
    await listening.mark();
    expect(await presence.markSilent(300)).toBe(1);
    expect(await deviceRow(deviceId)).toMatchObject({ status: 'offline' });
  });
});
