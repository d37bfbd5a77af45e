import type { CreateChannel } from '@coffee/contract/notification-channels';
import { loadConfig } from '@coffee/platform/config';
import { cliActor } from '@coffee/platform/context';
import { QueueModule } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { Mailbox } from '@coffee/testing/mailbox';
import { MovableClock } from '@coffee/testing/movable-clock';
import { startFeatures } from '@coffee/testing/start-features';
import type { TestingModule } from '@nestjs/testing';
import { AlarmsModule, AlarmSweep } from '../alarms';
import { DeliveryClaims } from './delivery-claims';
import { ChannelsService, DeliveryPlanner, DeliveryRuns, NotificationsModule } from './index';

const root = cliActor('spec');
const redisUrl = new URL(loadConfig().redisUrl);
redisUrl.pathname = '/13';
/** What the rule for a fault waits for before it raises. */
const RAISED_AFTER = 15;

describe('times in mails', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let make: Factories;
  let mailbox: Mailbox;
  let clock: MovableClock;

  beforeAll(async () => {
    [database, mailbox] = await Promise.all([createTestDatabase(), Mailbox.start()]);
    make = new Factories(database.dataSource);
    clock = new MovableClock();
    const smtp = { url: mailbox.url, from: 'Coffee Admin <alarms@example.com>' };
    app = await startFeatures(database, {
      imports: [AlarmsModule, NotificationsModule, QueueModule.producer()],
      config: { smtp },
      redisDatabase: 13,
      clock,
    });
  });
  beforeEach(async () => {
    mailbox.mails.length = 0;
    clock.at = new Date('2026-03-01T08:00:00Z');
    await query(
      'truncate notification_channels, alarms, alarm_causes, devices, locations, merchants cascade',
    );
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([database.drop(), mailbox.stop()]);
  });

  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    database.dataSource.query(sql, values);
  const channel = (values: Partial<CreateChannel> = {}) =>
    app.get(ChannelsService).create(root, {
      name: 'Duty',
      type: 'email',
      target: 'duty@example.com',
      events: ['alarm.opened'],
      ...values,
    });
  /** A machine of a merchant with these settings, at a location of this zone, that has just failed. */
  const machineAt = async (settings: object | null, zone: string | null): Promise<void> => {
    const [merchant] = settings
      ? await query<{ id: number }>(
          `insert into merchants (name, settings) values ('Bean', $1) returning id`,
          [settings],
        )
      : [];
    const [location] = zone
      ? await query<{ id: number }>(
          `insert into locations (merchant_id, name, time_zone) values ($1, 'Lobby', $2) returning id`,
          [merchant?.id, zone],
        )
      : [];
    await make.device({
      merchantId: merchant?.id ?? null,
      locationId: location?.id ?? null,
      status: 'fault',
    });
  };
  const tell = async (): Promise<void> => {
    await app.get(AlarmSweep).sweep();
    clock.pass(RAISED_AFTER);
    await app.get(AlarmSweep).sweep();
    await work();
  };
  const work = async (): Promise<void> => {
    await app.get(DeliveryPlanner).plan();
    for (const { id } of await app.get(DeliveryClaims).findDue(500))
      await app.get(DeliveryRuns).run(Number(id));
  };
  const since = (): string | undefined =>
    mailbox.mails[0]?.text.split(/\s*\n/).find((line) => /^(Since|开始时间): /.test(line));

  it('are by the clock of the merchant, in the language of the channel, with the zone named', async () => {
    await machineAt({ timeZone: 'Asia/Shanghai' }, 'Asia/Urumqi');
    await channel();
    await tell();
    expect(since()).toBe('Since: 1 Mar 2026, 16:00:15 (Asia/Shanghai, UTC+8)');
    mailbox.mails.length = 0;
    await channel({ language: 'zh-CN' });
    await machineAt({ timeZone: 'Asia/Shanghai' }, null);
    await tell();
    expect(mailbox.mails.map(({ text }) => /开始时间: (.*)/.exec(text)?.[1])).toContain(
      '2026年3月1日 16:00:30 (Asia/Shanghai, UTC+8)',
    );
  });

  it('are by the clock of the location where the merchant has no zone, else UTC, which is said', async () => {
    await channel();
    await machineAt({}, 'Europe/Berlin');
    await tell();
    expect(since()).toBe('Since: 1 Mar 2026, 09:00:15 (Europe/Berlin, UTC+1)');
    mailbox.mails.length = 0;
    await query('truncate alarms, alarm_causes, devices cascade');
    await machineAt(null, null);
    await tell();
    expect(since()).toBe('Since: 1 Mar 2026, 08:00:30 (UTC)');
  });

  it('are so in a digest as well, and UTC where it tells of several zones', async () => {
    const digest = async (): Promise<string | undefined> => {
      mailbox.mails.length = 0;
      await channel({ max_messages: 1, window_minutes: 10 });
      await tell();
      clock.pass(600);
      await work();
      return mailbox.mails.find(({ subject }) => subject.includes('in one'))?.text.split('\n')[0];
    };
    for (let machines = 0; machines < 3; machines += 1) await machineAt({}, 'Europe/Berlin');
    expect(await digest()).toContain('1 Mar 2026, 09:00:15 (Europe/Berlin, UTC+1)');
    await query('truncate notification_channels, alarms, alarm_causes, devices cascade');
    for (const timeZone of ['Asia/Shanghai', 'Asia/Tokyo', 'Asia/Shanghai'])
      await machineAt({ timeZone }, null);
    expect(await digest()).toMatch(/1 Mar 2026, 08:10:30 \(UTC\)/);
  });
});
