import type { NewNotificationChannel, NotificationChannel } from '@coffee/contract/notification-channels';
import { loadConfig } from '@coffee/platform/config';
import { actingFor, cliActor } from '@coffee/platform/context';
import { QueueModule } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { MovableClock } from '@coffee/testing/movable-clock';
import { startFeatures } from '@coffee/testing/start-features';
import { type ReceivedWebhook, WebhookReceiver } from '@coffee/testing/webhook-receiver';
import type { TestingModule } from '@nestjs/testing';
import { AlarmsModule, AlarmSweep } from '../alarms';
import { DashboardAttentionReader, ReportsModule } from '../reports';
import { DeliveryClaims } from './delivery-claims';
import {
  ChannelsReader,
  ChannelsService,
  DeliveriesService,
  DeliveryPlanner,
  DeliveryRuns,
  NotificationsModule,
} from './index';

const root = cliActor('spec');
const redisUrl = new URL(loadConfig().redisUrl);
redisUrl.pathname = '/13';
const HOUR = 3_600;
const DAY = 24 * HOUR;
/** What the rule for a fault waits for before it raises. */
const RAISED_AFTER = 15;

interface AuditRow {
  action: string;
  source: string;
  after: Record<string, unknown>;
  merchantId: number | null;
}

describe('a channel that nobody takes words from', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let make: Factories;
  let clock: MovableClock;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    database = await createTestDatabase();
    make = new Factories(database.dataSource);
    clock = new MovableClock();
    app = await startFeatures(database, {
      imports: [AlarmsModule, NotificationsModule, ReportsModule, QueueModule.producer()],
      config: { allowPrivateWebhooks: true },
      redisDatabase: 13,
      clock,
    });
  });
  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    await query('truncate notification_channels, alarms, alarm_causes, alarm_rules, devices cascade');
  });
  afterEach(() => receiver.stop());
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    database.dataSource.query(sql, values);
  const channel = (): Promise<NewNotificationChannel> =>
    app.get(ChannelsService).create(root, {
      name: 'Duty',
      type: 'webhook',
      target: receiver.url,
      max_messages: 1_000,
      events: ['alarm.opened'],
    });
  const look = ({ id }: { id: number }): Promise<NotificationChannel> =>
    app.get(ChannelsReader).get(root, id);
  const change = ({ id }: { id: number }, to: { active?: boolean; target?: string }) =>
    app.get(ChannelsService).change(root, id, to);
  /** A machine that fails now, whose alarm is one word to tell. */
  const fail = async (): Promise<string> => {
    const { deviceId } = await make.device({ merchantId: null, status: 'fault' });
    await app.get(AlarmSweep).sweep();
    clock.pass(RAISED_AFTER);
    await app.get(AlarmSweep).sweep();
    return deviceId;
  };
  const work = async (): Promise<void> => {
    await app.get(DeliveryPlanner).plan();
    const due = await app.get(DeliveryClaims).findDue(500);
    const runs = app.get(DeliveryRuns);
    for (const { id } of due) await runs.run(Number(id));
  };
  /** Tries whatever is due each hour, and a machine fails each day. */
  const failFor = async (days: number): Promise<void> => {
    for (let hour = 0; hour < days * 24; hour += 1) {
      if (hour % 24 === 0) await fail();
      await work();
      clock.pass(HOUR);
    }
  };
  const audits = ({ id }: { id: number }): Promise<AuditRow[]> =>
    query(
      `select action, source, after, merchant_id as "merchantId" from audit_entries
      where action like 'notification_channel.%' and target_id = $1 order by id`,
      [String(id)],
    );
  const deviceOf = ({ data }: ReceivedWebhook): string => (data['alarm'] as { device_id: string }).device_id;
  const taken = (): string[] => receiver.taken.map(deviceOf);

  it('is switched off after days of failures, by the system, with an entry in the audit log', async () => {
    const duty = await channel();
    receiver.mood = 500;
    await failFor(4);
    const failing = await look(duty);
    expect(failing).toMatchObject({ active: true, switched_off: null });
    expect(failing.failures).toBeGreaterThan(20);
    await failFor(2);
    expect(await look(duty)).toMatchObject({
      active: false,
      failing_since: failing.failing_since,
      switched_off: { reason: 'failing', error_code: 'HTTP_STATUS' },
      version: duty.version + 1,
    });
    const [, off] = await audits(duty);
    expect(off).toMatchObject({
      action: 'notification_channel.switched_off',
      source: 'system',
      after: { active: false, reason: 'failing', error: 'The receiver answered 500' },
    });
    expect(await audits(duty)).toHaveLength(2);
    const hits = receiver.hits;
    clock.pass(DAY);
    await work();
    expect(receiver.hits).toBe(hits);
  });

  it('is switched off at once where the receiver is gone, and keeps what waits', async () => {
    const duty = await channel();
    receiver.mood = 410;
    await fail();
    const second = await fail();
    await work();
    expect(receiver.hits).toBe(1);
    expect(await look(duty)).toMatchObject({
      active: false,
      waiting: 1,
      failures: 1,
      switched_off: { reason: 'gone', at: clock.at.toISOString() },
    });
    receiver.mood = 200;
    clock.pass(3 * DAY);
    await work();
    expect(receiver.hits).toBe(1);
    await change(duty, { active: true });
    await work();
    expect(taken()).toEqual([second]);
    expect(await look(duty)).toMatchObject({ active: true, failures: 0, switched_off: null, waiting: 0 });
  });

  it('tells what waited in its order when it is switched on again, with a whole day of attempts', async () => {
    const duty = await channel();
    receiver.mood = 503;
    const first = await fail();
    await work();
    const second = await fail();
    await work();
    const third = await fail();
    receiver.mood = (webhook) => (deviceOf(webhook) === third ? 410 : 503);
    await work();
    expect(await look(duty)).toMatchObject({ switched_off: { reason: 'gone' }, waiting: 2 });
    // What was tried before is given up only a day after it may be tried again.
    clock.pass(2 * DAY);
    receiver.mood = 503;
    await change(duty, { active: true });
    await work();
    expect(await look(duty)).toMatchObject({
      waiting: 2,
      failures: 2,
      failing_since: clock.at.toISOString(),
    });
    receiver.mood = 200;
    clock.pass(HOUR);
    await work();
    expect(taken()).toEqual([first, second]);
  });

  it('is not told of what happens while it is off, and a person who turns it off forgets what waits', async () => {
    const duty = await channel();
    receiver.mood = 410;
    await fail();
    await fail();
    await work();
    await fail();
    expect(await look(duty)).toMatchObject({ waiting: 1 });
    await change(duty, { active: false });
    expect(await look(duty)).toMatchObject({ active: false, switched_off: null, waiting: 0, failures: 0 });
  });

  it('begins to count anew at a success, at a new address, and not at a test', async () => {
    const duty = await channel();
    receiver.mood = 500;
    await fail();
    await work();
    await app.get(DeliveriesService).test(root, duty.id);
    expect(await look(duty)).toMatchObject({ failures: 1 });
    await change(duty, { target: `${receiver.url}?new` });
    expect(await look(duty)).toMatchObject({ failures: 0, failing_since: null });
    clock.pass(HOUR);
    await work();
    expect(await look(duty)).toMatchObject({ failures: 1 });
    receiver.mood = 200;
    clock.pass(HOUR);
    await work();
    expect(await look(duty)).toMatchObject({ failures: 0, failing_since: null });
  });

  it('is switched off once, though several words fail at the same time', async () => {
    const duty = await channel();
    receiver.mood = 410;
    for (let words = 0; words < 4; words += 1) await fail();
    await app.get(DeliveryPlanner).plan();
    const due = await app.get(DeliveryClaims).findDue(500);
    await Promise.all(due.map(({ id }) => app.get(DeliveryRuns).run(Number(id))));
    expect(await look(duty)).toMatchObject({ active: false, failures: 1 });
    expect((await audits(duty)).filter(({ source }) => source === 'system')).toHaveLength(1);
  });

  it('waits on the dashboard for those who may mend it, of its merchant alone', async () => {
    const duty = await channel();
    receiver.mood = 410;
    await app.get(DeliveriesService).test(root, duty.id);
    const attention = app.get(DashboardAttentionReader);
    expect((await attention.list(root, {})).items).toContainEqual({
      kind: 'channels_off',
      count: 1,
      since: clock.at.toISOString(),
    });
    const merchant = await make.merchant();
    expect((await attention.list(actingFor(root, merchant.id), {})).items).toEqual([]);
    for (const role of ['ops', 'viewer'] as const)
      expect((await attention.list({ ...root, role }, {})).items).toEqual([]);
  });
});
