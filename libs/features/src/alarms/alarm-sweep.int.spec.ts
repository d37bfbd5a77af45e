import { AlarmCauseEntity, AlarmEntity, AuditEntryEntity, DeviceBinEntity } from '@coffee/data/entities';
import { Clock } from '@coffee/platform/clock';
import { cliActor } from '@coffee/platform/context';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { startFeatures } from '@coffee/testing/start-features';
import type { TestingModule } from '@nestjs/testing';
import { randomUUID } from 'node:crypto';
import { In } from 'typeorm';
import { UNSETTLED_REFUND } from '../orders';
import { AlarmRulesService, AlarmsModule, AlarmsReader, AlarmsService, AlarmSweep } from './index';

const root = cliActor('spec');

class MovableClock extends Clock {
  at = new Date('2026-03-01T08:00:00Z');
  now(): Date {
    return this.at;
  }
  pass(seconds: number): void {
    this.at = new Date(this.at.getTime() + seconds * 1000);
  }
}

describe('the sweep for alarms', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let make: Factories;
  let clock: MovableClock;
  let sweep: AlarmSweep;
  let alarms: AlarmsService;
  let reader: AlarmsReader;

  beforeAll(async () => {
    database = await createTestDatabase();
    make = new Factories(database.dataSource);
    clock = new MovableClock();
    app = await startFeatures(database, { imports: [AlarmsModule], clock });
    sweep = app.get(AlarmSweep);
    alarms = app.get(AlarmsService);
    reader = app.get(AlarmsReader);
  });
  // Each one's world is empty: the sweep looks at all of it.
  afterEach(() =>
    query('truncate alarms, alarm_causes, alarm_rules, command_batches, commands, devices cascade'),
  );
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    database.dataSource.query(sql, values);
  const all = (): Promise<AlarmEntity[]> =>
    database.dataSource.getRepository(AlarmEntity).find({ order: { id: 'asc' } });
  const only = async (): Promise<AlarmEntity> => {
    const found = await all();
    expect(found).toHaveLength(1);
    return found[0] as AlarmEntity;
  };
  const setStatus = (deviceId: string, status: string) =>
    query('update devices set status = $2 where device_id = $1', [deviceId, status]);
  /** Time passes, and the sweep comes by. */
  const after = async (seconds: number): Promise<void> => {
    clock.pass(seconds);
    await sweep.sweep();
  };
  const bin = (deviceId: string, remaining: number) =>
    database.dataSource.getRepository(DeviceBinEntity).save({
      deviceId,
      binIndex: 1,
      remaining,
      capacity: 100,
      unit: 'g',
      thresholdLowPct: 20,
    });
  const newDevice = async (status: 'online' | 'offline' | 'fault' = 'online'): Promise<string> =>
    (await make.device({ status }, { lastSeen: clock.now() })).deviceId;

  describe('of a bin', () => {
    it('opens one alarm, makes it critical and unseen when the bin is empty, and closes it past the hysteresis', async () => {
      const id = await newDevice();
      await bin(id, 15);
      await after(5);
      await after(5);
      const low = await only();
      expect(low).toMatchObject({
        type: 'material_low',
        slot: '1',
        severity: 'warn',
        status: 'open',
        count: 1,
      });
      expect(low.data).toMatchObject({ bin_index: 1, remaining_pct: 15, threshold_low_pct: 20 });
      await alarms.ack(root, low.id);
      await bin(id, 0);
      await after(5);
      expect(await only()).toMatchObject({ severity: 'critical', status: 'open', ackedAt: null });
      await bin(id, 24);
      await after(5);
      await after(3600);
      expect(await only()).toMatchObject({ severity: 'warn', status: 'open' });
      await bin(id, 26);
      await after(5);
      expect((await only()).status).toBe('open');
      await after(30);
      expect(await only()).toMatchObject({ status: 'closed', closedBy: null, clearedAt: clock.now() });
    });

    it('takes a cause that comes back soon as the same alarm, and a later one as a new one linked to the last', async () => {
      const id = await newDevice();
      await bin(id, 10);
      await after(5);
      const first = await only();
      await bin(id, 90);
      await after(5);
      await after(30);
      await bin(id, 10);
      await after(120);
      expect(await only()).toMatchObject({ id: first.id, status: 'open', count: 2, closedAt: null });
      await bin(id, 90);
      await after(5);
      await after(30);
      await bin(id, 10);
      await after(301);
      const [old, fresh] = await all();
      expect(old?.status).toBe('closed');
      expect(fresh).toMatchObject({ status: 'open', count: 1, previousId: first.id });
      const audited = await database.dataSource.getRepository(AuditEntryEntity).findBy({
        targetType: 'alarm',
        targetId: In([String(first.id), String(fresh?.id)]),
      });
      expect(audited.map((entry) => entry.action)).toEqual([
        'alarm.opened',
        'alarm.closed',
        'alarm.reopened',
        'alarm.closed',
        'alarm.opened',
      ]);
    });

    it('counts a cause that is back before its alarm has closed, and sees it flapping after six changes in an hour', async () => {
      const id = await newDevice();
      for (let round = 0; round < 3; round += 1) {
        await bin(id, 10);
        await after(10);
        await bin(id, 90);
        await after(10);
      }
      expect(await only()).toMatchObject({ count: 3, flapping: false });
      await bin(id, 10);
      await after(10);
      expect(await only()).toMatchObject({ count: 4, flapping: true, status: 'open' });
      await after(3600);
      expect((await only()).flapping).toBe(false);
    });
  });

  it('waits for the delay of the rule, from when the cause came, and forgets one that went before', async () => {
    const id = await newDevice('fault');
    await after(0);
    await after(14);
    expect(await all()).toEqual([]);
    await setStatus(id, 'online');
    await after(1);
    await setStatus(id, 'fault');
    await after(14);
    await after(14);
    expect(await all()).toEqual([]);
    await after(1);
    expect(await only()).toMatchObject({ type: 'device_fault', severity: 'critical', deviceId: id });
  });

  it('opens one alarm when several sweep at the same moment', async () => {
    await bin(await newDevice(), 10);
    await Promise.all([sweep.sweep(), sweep.sweep(), sweep.sweep(), sweep.sweep()]);
    await only();
    expect(await query('select * from alarm_events')).toHaveLength(1);
  });

  it('is quiet while a machine is in maintenance, suspended or retired', async () => {
    const ids = await Promise.all([newDevice(), newDevice(), newDevice()]);
    for (const id of ids) await bin(id, 10);
    await setStatus(String(ids[0]), 'maintenance');
    await query(`update devices set lifecycle = 'suspended' where device_id = $1`, [ids[1]]);
    await query(`update devices set lifecycle = 'retired' where device_id = $1`, [ids[2]]);
    await after(600);
    expect(await all()).toEqual([]);
    await setStatus(String(ids[0]), 'online');
    await after(5);
    expect((await only()).deviceId).toBe(ids[0]);
  });

  it('leaves an alarm closed that a person closed, until its cause was gone once', async () => {
    const id = await newDevice();
    await bin(id, 10);
    await after(5);
    const { id: alarmId } = await only();
    await alarms.close(root, alarmId, 'on its way');
    await bin(id, 5);
    await after(600);
    const closed = await reader.get(root, alarmId);
    expect(closed).toMatchObject({ status: 'closed', closed_by: 'spec', condition: 'active' });
    expect(closed.data).toMatchObject({ closed_by_hand: true });
    await bin(id, 90);
    await after(5);
    await after(30);
    expect((await reader.get(root, alarmId)).condition).toBe('cleared');
    await bin(id, 10);
    await after(5);
    expect((await all()).at(-1)).toMatchObject({ status: 'open', previousId: alarmId });
  });

  it('sees a temperature out of its range until it is well within again, and no old reading', async () => {
    const { deviceId } = await make.device({ status: 'online' }, { temperature: 99 });
    await make.device({ status: 'offline', lifecycle: 'suspended' }, { temperature: 120 });
    await after(0);
    await after(60);
    expect(await only()).toMatchObject({ type: 'temperature', deviceId, data: { direction: 'high' } });
    const read = (value: number) =>
      query('update device_states set temperature = $2 where device_id = $1', [deviceId, value]);
    await read(97);
    await after(600);
    expect((await only()).status).toBe('open');
    await read(95);
    await after(1);
    await after(30);
    expect((await only()).status).toBe('closed');
  });

  it('tells of a dispatch that paused itself until somebody resumes it', async () => {
    const batchId = randomUUID();
    await query(
      `insert into command_batches (batch_id, type, status, paused_reason, pause, total, fail, created_by, updated_at)
       values ($1, 'upgrade', 'paused', '5 of 6 failed', '{"code": "failure_limit"}', 10, 5, 'spec', $2)`,
      [batchId, clock.now()],
    );
    await query(
      `insert into command_batches (batch_id, type, status, created_by) values ($1, 'sync', 'paused', 'spec')`,
      [randomUUID()],
    );
    await after(5);
    expect(await only()).toMatchObject({
      type: 'dispatch_fail',
      slot: batchId,
      deviceId: null,
      severity: 'critical',
    });
    expect((await only()).data).toMatchObject({ batch_id: batchId, failed: 5, total: 10 });
    await query(`update command_batches set status = 'running', paused_reason = null, pause = null`);
    await after(5);
    expect((await only()).status).toBe('closed');
  });

  it('tells of an order whose refund failed until one in its place succeeds', async () => {
    const deviceId = await newDevice();
    const [order] = await query<{ id: string }>(
      `insert into orders (order_id, device_id, total_minor, currency, payment_method, payment_status, fulfilment_status,
         items_summary, device_ts, ordered_at, fingerprint)
       values ('ORD-1', $1, 1000, 'CNY', 'card', 'refund_failed', 'failed', 'Latte', $2, $2, '') returning id`,
      [deviceId, clock.now()],
    );
    const refund = (status: string, needsAttention: boolean) =>
      query(
        `insert into refunds (refund_id, order_id, device_id, amount_minor, currency, status, provider, reason, source,
           requested_by, needs_attention, last_error_message)
         values ($1, $2, $3, 450, 'CNY', $4, 'stripe', 'quality', 'person', 'spec', $5, 'card lost')`,
        [randomUUID(), order?.id, deviceId, status, needsAttention],
      );
    await refund('succeeded', false);
    await refund('requested', false);
    await after(5);
    expect(await all()).toEqual([]);
    await query('delete from refunds');
    await refund('failed', true);
    await after(5);
    expect(await only()).toMatchObject({ type: 'refund_fail', deviceId, severity: 'critical' });
    expect((await only()).data).toMatchObject({ order_id: 'ORD-1', amount: 4.5, error: 'card lost' });
    await query('update refunds set needs_attention = false');
    await refund('processing', false);
    await after(5);
    expect(await only()).toMatchObject({ status: 'open', count: 1 });
    await query(`update refunds set status = 'succeeded' where status = 'processing'`);
    await after(5);
    expect((await only()).status).toBe('closed');
  });

  it('reads the refunds that wait and never the history of them', async () => {
    await database.dataSource.transaction(async (tx) => {
      await tx.query('set local enable_seqscan = off');
      const sql = `explain select * from refunds r where ${UNSETTLED_REFUND} >= '1'`;
      expect(JSON.stringify(await tx.query(sql))).toContain('refunds_unsettled_idx');
    });
  });

  it('tells of a machine whose last upgrade failed until one succeeds, whatever is older or on its way', async () => {
    const id = await newDevice();
    const upgrade = (status: string, finishedAt: Date | null) =>
      query(
        `insert into commands (command_id, device_id, type, status, expires_at, actor, finished_at, last_error)
         values ($1, $2, 'upgrade', $3, $4, 'spec', $5, 'no space')`,
        [randomUUID(), id, status, clock.now(), finishedAt],
      );
    const at = (seconds: number): Date => new Date(clock.now().getTime() + seconds * 1000);
    await upgrade('fail', at(-600));
    await upgrade('success', at(-500));
    await after(5);
    expect(await all()).toEqual([]);
    await upgrade('fail', at(0));
    await upgrade('queued', null);
    await after(5);
    expect(await only()).toMatchObject({ type: 'upgrade_fail', deviceId: id, data: { error: 'no space' } });
    await after(8 * 86_400);
    expect((await only()).status).toBe('open');
    await upgrade('success', clock.now());
    await after(5);
    expect((await only()).status).toBe('closed');
  });

  it('goes by the rules of the merchant, then by those for all, then by its own', async () => {
    const rules = app.get(AlarmRulesService);
    const merchant = await make.merchant();
    const theirs = (await make.device({ status: 'fault', merchantId: merchant.id })).deviceId;
    const nobodys = await newDevice('fault');
    await rules.update(root, { rules: [{ type: 'device_fault', severity: 'info', raise_delay_seconds: 0 }] });
    await rules.update(root, {
      merchant_id: merchant.id,
      rules: [{ type: 'device_fault', severity: 'warn' }],
    });
    await after(0);
    const severities = (await all()).map((alarm) => [alarm.deviceId, alarm.severity]);
    expect(severities.sort()).toEqual(
      [
        [theirs, 'warn'],
        [nobodys, 'info'],
      ].sort(),
    );
    await rules.update(root, { merchant_id: merchant.id, rules: [{ type: 'device_fault', enabled: false }] });
    await after(5);
    await after(30);
    const open = (await all()).filter((alarm) => alarm.status === 'open');
    expect(open.map((alarm) => alarm.deviceId)).toEqual([nobodys]);
  });

  describe('of a site', () => {
    /** Machines at one location, all online. */
    const site = async (machines: number): Promise<{ locationId: number; ids: string[] }> => {
      const merchant = await make.merchant();
      const location = await make.location(merchant);
      const ids: string[] = [];
      for (let n = 0; n < machines; n += 1) {
        const values = { status: 'online', merchantId: merchant.id, locationId: location.id } as const;
        ids.push((await make.device(values, { lastSeen: clock.now() })).deviceId);
      }
      return { locationId: location.id, ids };
    };
    const fall = (ids: string[]) =>
      query(
        `with silent as (update device_states set last_seen = $2 where device_id = any($1))
         update devices set status = 'offline' where device_id = any($1)`,
        [ids, clock.now()],
      );
    const wake = (ids: string[]) =>
      query(`update devices set status = 'online' where device_id = any($1)`, [ids]);
    const shown = async () =>
      (await reader.list(root, { status: ['open', 'ack'] })).items.map(
        (alarm) => alarm.slot || alarm.device_id,
      );

    it('is one incident when most of its machines fall silent together, and hides their own alarms meanwhile', async () => {
      const { locationId, ids } = await site(5);
      const [early, ...rest] = ids as [string, ...string[]];
      await fall([early]);
      await after(0);
      await after(120);
      expect(await shown()).toEqual([early]);
      // The first one is part of it: it fell within the same two minutes.
      await fall(rest.slice(0, 2));
      await after(0);
      await after(120);
      expect(await shown()).toEqual([`site:${locationId}`]);
      const [incident] = (await reader.list(root, { status: ['open'] })).items;
      expect(incident).toMatchObject({
        device_id: null,
        severity: 'critical',
        data: { offline: 3, total: 5 },
      });
      const asked = await reader.list(root, { device_id: early, status: ['open'] });
      expect(asked.items.map((alarm) => alarm.parent_id).sort()).toEqual([incident?.id, null].sort());
      await wake(rest);
      await after(5);
      await after(60);
      await after(5);
      expect(await shown()).toEqual([early]);
      await wake([early]);
      await after(5);
      await after(60);
      expect((await all()).filter((alarm) => alarm.status !== 'closed')).toEqual([]);
    });

    it('is none when half of its machines, or only two, or one after the other fall silent', async () => {
      const half = await site(6);
      const small = await site(2);
      const slow = await site(3);
      await fall([...half.ids.slice(0, 3), ...small.ids]);
      for (const id of slow.ids) {
        await fall([id]);
        await after(90);
      }
      await after(120);
      await after(120);
      const open = await shown();
      expect(open).toHaveLength(8);
      expect(open.filter((slot) => slot?.startsWith('site:'))).toEqual([]);
    });

    it('is forty incidents when 2,000 machines of forty sites drop at once, and nothing stays open when they return', async () => {
      const merchant = await make.merchant();
      await query(
        `insert into locations (merchant_id, name, time_zone) select $1, 'Site ' || n, 'UTC' from generate_series(1, 40) n`,
        [merchant.id],
      );
      await query(
        `with places as (select id, row_number() over (order by id) - 1 as n from locations where merchant_id = $1),
         made as (
           insert into devices (device_id, status, merchant_id, location_id)
           select 'STORM-' || i, 'online', $1, p.id
           from generate_series(0, 9999) i left join places p on i < 2000 and p.n = i % 40 returning device_id
         ) insert into device_states (device_id, last_seen, temperature) select device_id, $2, 90 from made`,
        [merchant.id, clock.now()],
      );
      await query('analyze');
      const storm = Array.from({ length: 2000 }, (_, n) => `STORM-${n}`);
      const slowest = { ms: 0 };
      const step = async (seconds: number): Promise<void> => {
        const startedAt = performance.now();
        await after(seconds);
        slowest.ms = Math.max(slowest.ms, performance.now() - startedAt);
      };
      await step(5);
      // The worker marks them as it comes by, a part of them at a time.
      for (let part = 0; part < 4; part += 1) {
        await fall(storm.filter((_, n) => n % 4 === part));
        await step(5);
      }
      for (let passed = 0; passed < 180; passed += 30) await step(30);
      const open = (await all()).filter((alarm) => alarm.status !== 'closed');
      expect(open).toHaveLength(40);
      expect(open.every((alarm) => alarm.deviceId === null && alarm.data['offline'] === 50)).toBe(true);
      for (let part = 0; part < 4; part += 1) {
        await wake(storm.filter((_, n) => n % 4 === part));
        await step(5);
      }
      for (let passed = 0; passed < 180; passed += 30) await step(30);
      const opened = await all();
      expect(opened.map((alarm) => alarm.status)).toEqual(Array.from({ length: 40 }, () => 'closed'));
      const causes = database.dataSource.getRepository(AlarmCauseEntity);
      expect(await causes.count()).toBe(2040);
      expect(await query('select 1 from alarm_causes where gone_at is null or alarm_id is not null')).toEqual(
        [],
      );
      await step(3601);
      await step(5);
      expect(await causes.count()).toBe(0);
      // It must be done long before it comes by again.
      expect(slowest.ms).toBeLessThan(2500);
    }, 60_000);
  });
});
