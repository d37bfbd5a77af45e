import { NotificationDeliveryEntity } from '@coffee/data/entities';
import { loadConfig } from '@coffee/platform/config';
import { cliActor } from '@coffee/platform/context';
import { QueueModule } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { MovableClock } from '@coffee/testing/movable-clock';
import { startFeatures } from '@coffee/testing/start-features';
import { WebhookReceiver } from '@coffee/testing/webhook-receiver';
import type { TestingModule } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { AlarmsModule, AlarmSweep } from '../alarms';
import { DeliveryClaims } from './delivery-claims';
import type { DigestData } from './digest-data';
import { ChannelsService, DeliveryPlanner, DeliveryRuns, NotificationsModule } from './index';

const root = cliActor('spec');
const redisUrl = new URL(loadConfig().redisUrl);
redisUrl.pathname = '/14';
const [SITES, MACHINES] = [40, 2_000];
const [CAP, WINDOW_MINUTES] = [20, 10];
const TICK_SECONDS = 15;

describe('a storm of 2,000 machines at 40 sites', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let clock: MovableClock;
  let receiver: WebhookReceiver;

  beforeAll(async () => {
    [database, receiver] = await Promise.all([createTestDatabase(), WebhookReceiver.start()]);
    clock = new MovableClock();
    app = await startFeatures(database, {
      imports: [AlarmsModule, NotificationsModule, QueueModule.producer()],
      config: { allowPrivateWebhooks: true },
      redisDatabase: 14,
      clock,
    });
    const merchant = await new Factories(database.dataSource).merchant();
    await query(
      `insert into locations (merchant_id, name, time_zone)
       select $1, 'Site ' || n, 'Asia/Shanghai' from generate_series(1, ${SITES}) n`,
      [merchant.id],
    );
    await query(
      `insert into devices (device_id, model, merchant_id, location_id, status)
       select 'STORM-' || n, 'CoffeePro-A', $1, (select min(id) from locations) + n % ${SITES}, 'online'
       from generate_series(1, ${MACHINES}) n`,
      [merchant.id],
    );
    await query('insert into device_states (device_id) select device_id from devices');
  });
  beforeEach(async () => {
    receiver.taken.length = 0;
    await query('truncate notification_channels, alarms, alarm_causes cascade');
    await app.get(ChannelsService).create(root, {
      name: 'Duty',
      type: 'webhook',
      target: receiver.url,
      max_messages: CAP,
      window_minutes: WINDOW_MINUTES,
    });
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([database.drop(), receiver.stop()]);
  });

  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    database.dataSource.query(sql, values);
  const rows = (): Promise<NotificationDeliveryEntity[]> =>
    database.dataSource.getRepository(NotificationDeliveryEntity).find({ order: { id: 'asc' } });
  const work = async (): Promise<void> => {
    await app.get(DeliveryPlanner).plan();
    for (;;) {
      const due = await app.get(DeliveryClaims).findDue(500);
      if (due.length === 0) return;
      await Promise.all(due.map(({ id }) => app.get(DeliveryRuns).run(Number(id))));
    }
  };
  /** The worker's clock goes by. */
  const live = async (minutes: number): Promise<void> => {
    for (let passed = 0; passed < minutes * 60; passed += TICK_SECONDS) {
      await app.get(AlarmSweep).sweep();
      await work();
      clock.pass(TICK_SECONDS);
    }
  };
  const setAll = (status: string): Promise<unknown> =>
    query(
      'with set as (update devices set status = $1 returning device_id) update device_states s set last_seen = $2 from set where s.device_id = set.device_id',
      [status, clock.now()],
    );
  /** How many messages came in the stretch of a window that began with the n-th. */
  const busiest = (): number => {
    const times = receiver.taken.map(({ timestamp }) => timestamp);
    const within = times.map(
      (from) => times.filter((at) => at >= from && at - from < WINDOW_MINUTES * 60).length,
    );
    return Math.max(...within);
  };
  const digests = (): DigestData[] =>
    receiver.taken
      .filter(({ type }) => type === 'alarm.digest')
      .map(({ data }) => data as unknown as DigestData);
  const singles = () => receiver.taken.filter(({ type }) => type !== 'alarm.digest');

  it('that fall silent and come back is 40 incidents, told within the cap', async () => {
    await setAll('offline');
    await live(4);
    await setAll('online');
    await live(2 * WINDOW_MINUTES);
    expect(await query('select count(*)::integer as n from alarms')).toEqual([{ n: SITES }]);
    expect(busiest()).toBeLessThanOrEqual(CAP);
    const told = digests().reduce((sum, { count }) => sum + count, singles().length);
    expect(told).toBe(2 * SITES);
    expect((await rows()).filter(({ status }) => !['delivered', 'digested'].includes(status))).toEqual([]);
  }, 120_000);

  it('that break down and are mended sends no more than the cap, and tells of all of them by site and type', async () => {
    await setAll('fault');
    await live(2);
    await setAll('online');
    await live(3 * WINDOW_MINUTES);
    const raised = await rows();
    const ofAlarms = raised.filter(({ alarmId }) => alarmId !== null);
    expect(ofAlarms).toHaveLength(2 * MACHINES);
    expect(busiest()).toBeLessThanOrEqual(CAP);
    expect(receiver.taken.length).toBeLessThanOrEqual(CAP + 2);
    const told = digests();
    const counted = told.reduce((sum, { count }) => sum + count, 0);
    expect(counted + singles().length).toBe(2 * MACHINES);
    const [first] = told;
    expect(first?.sites).toHaveLength(SITES);
    const bySite = first?.sites.reduce((sum, { count }) => sum + count, 0);
    expect(bySite).toBe(first?.count);
    const sum = told.reduce((n, { types }) => n + (types.device_fault?.['alarm.opened'] ?? 0), 0);
    expect(sum + singles().filter(({ type }) => type === 'alarm.opened').length).toBe(MACHINES);
  }, 180_000);

  it('costs the sweep one more statement, and none when nothing happened', async () => {
    const statements: string[] = [];
    const { logger } = app.get(DataSource);
    const listening = jest.spyOn(logger, 'logQuery').mockImplementation((text) => statements.push(text));
    const cost = async (): Promise<number> => {
      statements.length = 0;
      await app.get(AlarmSweep).sweep();
      return statements.length;
    };
    const quiet = await cost();
    await setAll('fault');
    expect(await cost()).toBe(quiet);
    clock.pass(TICK_SECONDS);
    expect(await cost()).toBe(quiet + 1);
    expect(statements.filter((text) => text.includes('insert into notification_deliveries'))).toHaveLength(1);
    expect(await rows()).toHaveLength(MACHINES);
    listening.mockRestore();
  });
});
