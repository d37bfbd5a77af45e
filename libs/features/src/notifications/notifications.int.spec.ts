import type { CreateChannel, NewNotificationChannel } from '@coffee/contract/notification-channels';
import type { DeliveryEvent } from '@coffee/contract/notifications';
import { NotificationDeliveryEntity } from '@coffee/data/entities';
import { loadConfig } from '@coffee/platform/config';
import { cliActor } from '@coffee/platform/context';
import { QueueModule } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { Mailbox } from '@coffee/testing/mailbox';
import { MovableClock } from '@coffee/testing/movable-clock';
import { startFeatures } from '@coffee/testing/start-features';
import { type ReceivedWebhook, WebhookReceiver } from '@coffee/testing/webhook-receiver';
import type { TestingModule } from '@nestjs/testing';
import { Webhook } from 'standardwebhooks';
import { AlarmsModule, AlarmsService, AlarmSweep } from '../alarms';
import { DeliveryClaims } from './delivery-claims';
import {
  AlarmEchoes,
  ChannelsService,
  DeliveriesService,
  DeliveryPlanner,
  DeliveryRuns,
  NotificationsModule,
} from './index';

const root = cliActor('spec');
const redisUrl = new URL(loadConfig().redisUrl);
redisUrl.pathname = '/13';
const MINUTE = 60;
/** What the rule for a fault waits for before it raises, and before it clears. */
const RAISED_AFTER = 15;
const CLEARED_AFTER = 30;

interface ToldAlarm {
  id: number;
  device_id: string;
  severity: string;
  status: string;
}

describe('notifications', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let make: Factories;
  let clock: MovableClock;
  let receiver: WebhookReceiver;
  let mailbox: Mailbox;

  beforeAll(async () => {
    [database, mailbox] = await Promise.all([createTestDatabase(), Mailbox.start()]);
    make = new Factories(database.dataSource);
    clock = new MovableClock();
    app = await startFeatures(database, {
      imports: [AlarmsModule, NotificationsModule, QueueModule.producer()],
      config: {
        allowPrivateWebhooks: true,
        smtp: { url: mailbox.url, from: 'Coffee Admin <alarms@example.com>' },
      },
      redisDatabase: 13,
      clock,
    });
  });
  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    mailbox.mails.length = 0;
    mailbox.refusal = null;
    await query('truncate notification_channels, alarms, alarm_causes, alarm_rules, devices cascade');
  });
  afterEach(() => receiver.stop());
  afterAll(async () => {
    await app.close();
    await Promise.all([database.drop(), mailbox.stop()]);
  });

  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    database.dataSource.query(sql, values);
  const deliveries = (): Promise<NotificationDeliveryEntity[]> =>
    database.dataSource.getRepository(NotificationDeliveryEntity).find({ order: { id: 'asc' } });
  const channel = (values: Partial<CreateChannel> = {}): Promise<NewNotificationChannel> =>
    app.get(ChannelsService).create(root, {
      name: 'Duty',
      type: 'webhook',
      target: receiver.url,
      max_messages: 1_000,
      ...values,
    });
  const machines = async (n: number, merchantId: number | null = null): Promise<string[]> => {
    const made = [];
    for (let at = 0; at < n; at += 1)
      made.push((await make.device({ merchantId, status: 'online' })).deviceId);
    return made;
  };
  const status = (ids: string[], to: 'online' | 'fault'): Promise<unknown> =>
    query('update devices set status = $2 where device_id = any($1)', [ids, to]);
  const sweep = () => app.get(AlarmSweep).sweep();
  /** Their cause comes, lasts, and is an alarm. */
  const fail = async (ids: string[]): Promise<void> => {
    await status(ids, 'fault');
    await sweep();
    clock.pass(RAISED_AFTER);
    await sweep();
  };
  const mend = async (ids: string[]): Promise<void> => {
    await status(ids, 'online');
    await sweep();
    clock.pass(CLEARED_AFTER);
    await sweep();
  };
  /** What two workers would do now, both told of everything that is due, until nothing is. */
  const work = async (): Promise<void> => {
    await app.get(DeliveryPlanner).plan();
    for (;;) {
      const due = await app.get(DeliveryClaims).findDue(500);
      if (due.length === 0) return;
      const runs = app.get(DeliveryRuns);
      await Promise.all([...due, ...due].map(({ id }) => runs.run(Number(id))));
    }
  };
  const alarmOf = ({ data }: ReceivedWebhook): ToldAlarm => data['alarm'] as ToldAlarm;
  const wordsOf = (device: string): string[] =>
    receiver.taken
      .filter(({ data }) => (data['alarm'] as ToldAlarm | undefined)?.device_id === device)
      .map(({ type }) => type);
  const expectSigned = (secret: string | null): void => {
    const signer = new Webhook(String(secret));
    for (const { id, timestamp, text, signatures } of receiver.taken) {
      expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
      expect(signatures).toContain(signer.sign(id, new Date(timestamp * 1000), text));
    }
  };

  describe('of one alarm', () => {
    it('tell its opening and its end, signed, with the facts as they were', async () => {
      const { secret } = await channel();
      const [id = ''] = await machines(1);
      await fail([id]);
      await mend([id]);
      await work();
      expect(wordsOf(id)).toEqual(['alarm.opened', 'alarm.closed']);
      expect(receiver.taken.map((told) => alarmOf(told).status)).toEqual(['open', 'closed']);
      expect(alarmOf(receiver.taken[0] as ReceivedWebhook)).toMatchObject({
        device_id: id,
        severity: 'critical',
      });
      expect(new Set(receiver.taken.map((told) => told.id)).size).toBe(2);
      expectSigned(secret);
      expect((await deliveries()).map((row) => [row.status, row.attempts, row.statusCode])).toEqual([
        ['delivered', 1, 200],
        ['delivered', 1, 200],
      ]);
    });

    it('are rows of the transaction in which it opens: without it they are not there', async () => {
      await channel();
      const [id = ''] = await machines(1);
      await query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`);
      await query('create trigger refuse before insert on notification_deliveries execute function refuse()');
      await expect(fail([id])).rejects.toThrow('no');
      expect(await query('select 1 from alarms')).toEqual([]);
      await query('drop function refuse() cascade');
      await sweep();
      expect([(await deliveries()).length, (await query('select 1 from alarms')).length]).toEqual([1, 1]);
    });

    it('are told to its merchant and to those who hear of all, and to nobody else', async () => {
      const [ours, theirs] = [await make.merchant(), await make.merchant()];
      const [a, b, all] = [
        await channel({ merchant_id: ours.id }),
        await channel({ merchant_id: theirs.id }),
        await channel(),
      ];
      await fail(await machines(1, ours.id));
      const told = (await deliveries()).map(({ channelId }) => channelId).sort((x, y) => x - y);
      expect(told).toEqual([a.id, all.id]);
      expect(told).not.toContain(b.id);
    });

    it('follow its severity: told as opened once it is grave enough, and then to its end', async () => {
      await channel({
        severities: ['critical'],
        events: ['alarm.opened', 'alarm.severity_changed', 'alarm.closed'],
      });
      const [id = ''] = await machines(1);
      const level = (remaining: number) =>
        query(
          `insert into device_bins (device_id, bin_index, remaining, capacity, unit, threshold_low_pct) values ($1, 1, $2, 100, 'g', 20)
           on conflict (device_id, bin_index) do update set remaining = excluded.remaining`,
          [id, remaining],
        );
      await level(15);
      await sweep();
      await work();
      expect(receiver.taken).toEqual([]);
      await level(0);
      await sweep();
      await work();
      expect(wordsOf(id)).toEqual(['alarm.opened']);
      await level(22);
      await sweep();
      await level(90);
      await sweep();
      clock.pass(CLEARED_AFTER);
      await sweep();
      await work();
      expect(wordsOf(id)).toEqual(['alarm.opened', 'alarm.severity_changed', 'alarm.closed']);
    });

    it.each([[['alarm.acknowledged', 'alarm.closed'] as const], [['alarm.updated'] as const]])(
      'say who acknowledged and who closed it, to who asked for %j',
      async (events) => {
        await channel({ events: [...events] });
        await fail(await machines(1));
        const [row] = await query<{ id: number }>('select id from alarms');
        await app.get(AlarmsService).ack(root, Number(row?.id));
        await app.get(AlarmsService).comment(root, Number(row?.id), 'on my way');
        await app.get(AlarmsService).close(root, Number(row?.id));
        await work();
        expect(receiver.taken.map(({ type }) => type)).toEqual(['alarm.acknowledged', 'alarm.closed']);
        expect(receiver.taken[1]?.data['alarm']).toMatchObject({ acked_by: 'spec', closed_by: 'spec' });
      },
    );
  });

  describe('while a receiver is down', () => {
    it('for an hour wait, and come once it is back: all of them, in order per machine, signed, under stable ids', async () => {
      const { secret } = await channel();
      const ids = await machines(5);
      const seen = new Map<string, Set<string>>();
      receiver.mood = ({ id, text }) => {
        seen.set(id, (seen.get(id) ?? new Set()).add(text));
        return seen.size % 2 === 0 ? 503 : 'broken';
      };
      for (let minute = 0; minute < 60; minute += 12) {
        await fail(ids);
        await work();
        await mend(ids);
        await work();
        // A worker takes one in hand, and is killed.
        const [mine] = await app.get(DeliveryClaims).findDue(1);
        if (mine) await app.get(DeliveryClaims).claim(Number(mine.id));
        clock.pass(12 * MINUTE - RAISED_AFTER - CLEARED_AFTER);
        await query('update notification_deliveries set lease_until = now() where lease_until > now()');
      }
      expect(receiver.taken).toEqual([]);
      receiver.mood = 200;
      clock.pass(60 * MINUTE);
      await work();
      const words = ['alarm.opened', 'alarm.closed'];
      for (const id of ids) expect(wordsOf(id)).toEqual(Array.from({ length: 5 }, () => words).flat());
      expectSigned(secret);
      const rows = await deliveries();
      expect(rows.map((row) => row.status)).toEqual(rows.map(() => 'delivered'));
      expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(50);
      for (const { id, text } of receiver.taken) seen.set(id, (seen.get(id) ?? new Set()).add(text));
      expect([...seen.values()].filter((texts) => texts.size > 1)).toEqual([]);
    }, 120_000);

    it('hold back what is later of that machine, and nothing of others', async () => {
      await channel();
      const [slow = '', other = ''] = await machines(2);
      receiver.mood = (told) => (alarmOf(told).device_id === slow ? 500 : 200);
      await fail([slow]);
      await work();
      await mend([slow]);
      await fail([other]);
      await work();
      expect([wordsOf(slow), wordsOf(other)]).toEqual([[], ['alarm.opened']]);
      const [first, second] = (await deliveries()).filter(({ deviceId }) => deviceId === slow);
      expect([first?.status, first?.errorCode, second?.attempts]).toEqual(['pending', 'HTTP_STATUS', 0]);
      receiver.mood = 200;
      clock.pass(10 * MINUTE);
      await work();
      expect(wordsOf(slow)).toEqual(['alarm.opened', 'alarm.closed']);
    });

    it('lose nothing to a worker that dies between the receiver and the row: it comes twice under one id', async () => {
      await channel();
      const [id = ''] = await machines(1);
      await fail([id]);
      await app.get(DeliveryPlanner).plan();
      const claims = app.get(DeliveryClaims);
      const [due] = await claims.findDue(1);
      const held = await claims.claim(Number(due?.id));
      await work();
      expect(receiver.taken).toEqual([]);
      await query('update notification_deliveries set lease_until = now()');
      await work();
      const outcome = {
        ok: true,
        statusCode: 200,
        code: null,
        message: null,
        isFinal: true,
        retryAfterSeconds: null,
      };
      const late = held && (await claims.settle(held, { at: clock.now(), durationMs: 1, outcome }));
      expect(late).toBe(false);
      expect(wordsOf(id)).toEqual(['alarm.opened']);
      expect((await deliveries()).map((row) => [row.status, row.attempts])).toEqual([['delivered', 2]]);
    });

    it('are tried again ever more seldom, given up after a day for all to see, and sent again under the same id', async () => {
      const { id: channelId } = await channel({ remind_after_minutes: null });
      const [id = ''] = await machines(1);
      receiver.mood = 500;
      await fail([id]);
      for (let minutes = 0; minutes <= 25 * 60; minutes += 5) {
        await work();
        clock.pass(5 * MINUTE);
      }
      const [row] = await deliveries();
      expect(row).toMatchObject({
        status: 'failed',
        statusCode: 500,
        errorCode: 'HTTP_STATUS',
        nextAttemptAt: null,
      });
      expect(row?.attempts).toBeGreaterThan(25);
      expect(row?.attempts).toBeLessThan(36);
      const tried = await query<{ n: number }>('select count(*)::integer as n from notification_attempts');
      expect(tried).toEqual([{ n: row?.attempts }]);
      receiver.mood = 200;
      await app.get(DeliveriesService).replay(root, channelId, Number(row?.id));
      await work();
      expect(receiver.taken.map((told) => told.id)).toEqual([`msg_${row?.messageId.replaceAll('-', '')}`]);
      expect((await deliveries())[0]?.status).toBe('delivered');
    });

    it('are given up at once when it is gone for good, and wait as long as it asks', async () => {
      await channel();
      const [gone = '', busy = ''] = await machines(2);
      receiver.mood = (told) => (alarmOf(told).device_id === gone ? 410 : 429);
      receiver.headers = { 'retry-after': '900' };
      await fail([gone, busy]);
      await work();
      const rows = await deliveries();
      expect(rows.find(({ deviceId }) => deviceId === gone)).toMatchObject({ status: 'failed', attempts: 1 });
      const waits = rows.find(({ deviceId }) => deviceId === busy)?.nextAttemptAt;
      expect(waits).toEqual(new Date(clock.now().getTime() + 900_000));
    });
  });

  describe('again', () => {
    const told = (): DeliveryEvent[] => receiver.taken.map(({ type }) => type as DeliveryEvent);
    const later = async (minutes: number): Promise<void> => {
      clock.pass(minutes * MINUTE);
      await app.get(AlarmEchoes).sweep();
      await app.get(AlarmEchoes).sweep();
      await work();
    };

    it('remind of a critical alarm until somebody has acknowledged it', async () => {
      await channel({ remind_after_minutes: 30, events: ['alarm.opened'] });
      const [id = ''] = await machines(1);
      await fail([id]);
      await work();
      for (const minutes of [29, 1, 29, 1]) await later(minutes);
      expect(told()).toEqual(['alarm.opened', 'alarm.reminder', 'alarm.reminder']);
      const [alarm] = await query<{ id: number }>('select id from alarms');
      await app.get(AlarmsService).ack(root, Number(alarm?.id));
      await later(120);
      expect(told()).toHaveLength(3);
    });

    it('pile up no reminders while one could not be sent', async () => {
      await channel({ remind_after_minutes: 30, events: ['alarm.opened'] });
      await fail(await machines(1));
      receiver.mood = 500;
      for (let n = 0; n < 4; n += 1) await later(30);
      const reminders = (await deliveries()).filter(({ event }) => event === 'alarm.reminder');
      expect(reminders.map((row) => [row.status, row.attempts])).toEqual([['pending', 0]]);
    });

    it('are passed to a second channel once, when nobody has acknowledged in time', async () => {
      const second = await channel({ name: 'Boss', severities: ['info'], events: ['alarm.opened'] });
      const first = await channel({
        escalate_to: second.id,
        escalate_after_minutes: 15,
        remind_after_minutes: null,
        events: ['alarm.opened'],
      });
      const [seen = '', unseen = ''] = await machines(2);
      await fail([seen, unseen]);
      await work();
      const [alarm] = await query<{ id: number }>('select id from alarms where device_id = $1', [seen]);
      await app.get(AlarmsService).ack(root, Number(alarm?.id));
      for (const minutes of [14, 1, 60]) await later(minutes);
      const escalated = (await deliveries()).filter(({ event }) => event === 'alarm.escalated');
      expect(escalated.map((row) => [row.channelId, row.deviceId])).toEqual([[second.id, unseen]]);
      expect((await deliveries()).filter(({ channelId }) => channelId === first.id)).toHaveLength(2);
    });
  });

  describe('in quiet hours', () => {
    it('are held to their end by the clock of the merchant, but for critical ones', async () => {
      // 16:00 in Shanghai.
      clock.at = new Date('2026-03-02T08:00:00Z');
      const merchant = await make.merchant();
      const quiet = { from: '15:00', to: '18:30', critical_passes: true };
      await channel({ merchant_id: merchant.id, quiet_hours: quiet });
      const [warned = '', failed = ''] = await machines(2, merchant.id);
      await query(
        `insert into device_bins (device_id, bin_index, remaining, capacity, unit, threshold_low_pct) values ($1, 1, 15, 100, 'g', 20)`,
        [warned],
      );
      await fail([failed]);
      await work();
      expect([wordsOf(warned), wordsOf(failed)]).toEqual([[], ['alarm.opened']]);
      const held = (await deliveries()).find(({ deviceId }) => deviceId === warned);
      expect(held).toMatchObject({ status: 'held', nextAttemptAt: new Date('2026-03-02T10:30:00Z') });
      clock.at = new Date('2026-03-02T10:29:00Z');
      await work();
      expect(wordsOf(warned)).toEqual([]);
      clock.at = new Date('2026-03-02T10:30:00Z');
      await work();
      expect(wordsOf(warned)).toEqual(['alarm.opened']);
    });
  });

  describe('by e-mail', () => {
    it.each([
      ['en', '[Critical] Alarm: Machine fault', 'Severity: Critical'],
      ['zh-CN', '[严重] 新告警: 设备故障', '级别: 严重'],
    ] as const)('speak the language of the channel: %s', async (language, subject, line) => {
      await channel({ type: 'email', target: 'duty@example.com', language, events: ['alarm.opened'] });
      const [id = ''] = await machines(1);
      await fail([id]);
      await work();
      const [mail] = mailbox.mails;
      expect(mail).toMatchObject({ to: ['duty@example.com'], from: 'alarms@example.com' });
      expect(mail?.subject).toContain(subject);
      expect(mail?.subject).toContain(id);
      expect(mail?.text).toContain(line);
      expect(mail?.text).toContain('/alarms?alarm=');
      expect(mail?.messageId).toMatch(/^<msg_[0-9a-f]{32}@example\.com>$/);
    });

    it('cannot be made to carry headers or lines of their own by a name', async () => {
      const merchant = await make.merchant({ name: 'Evil\r\nBcc: all@example.com' });
      await channel({ type: 'email', target: 'duty@example.com', merchant_id: merchant.id });
      const { deviceId } = await make.device({
        merchantId: merchant.id,
        status: 'online',
        alias: 'Lobby\r\nBcc: more@example.com',
      });
      await fail([deviceId]);
      await work();
      const [mail] = mailbox.mails;
      expect(mail?.to).toEqual(['duty@example.com']);
      expect(mail?.raw).not.toMatch(/^Bcc:/im);
      expect(mail?.text).toContain('Merchant: Evil Bcc: all@example.com');
    });

    it('are given up when there is no such mailbox, and tried again when the server is only busy', async () => {
      await channel({ type: 'email', target: 'nobody@example.com', events: ['alarm.opened'] });
      const [first = '', second = ''] = await machines(2);
      mailbox.refusal = 550;
      await fail([first]);
      await work();
      mailbox.refusal = 451;
      await fail([second]);
      await work();
      expect((await deliveries()).map((row) => [row.status, row.statusCode, row.errorCode])).toEqual([
        ['failed', 550, 'MAIL_REFUSED'],
        ['pending', 451, 'MAIL_REFUSED'],
      ]);
      mailbox.refusal = null;
      clock.pass(MINUTE);
      await work();
      expect(mailbox.mails).toHaveLength(1);
    });
  });

  it('that are old go, and those that wait stay', async () => {
    await channel();
    const [gone = '', waits = ''] = await machines(2);
    await fail([gone]);
    await work();
    await query(`update notification_deliveries set finished_at = $1`, [
      new Date(clock.now().getTime() - 30 * 86_400_000 - 1),
    ]);
    await fail([waits]);
    await app.get(DeliveryRuns).forget();
    expect((await deliveries()).map((row) => [row.deviceId, row.status])).toEqual([[waits, 'new']]);
    expect(await query('select 1 from notification_attempts')).toEqual([]);
  });

  it('that wait are called off when the channel is turned off', async () => {
    const { id } = await channel();
    await fail(await machines(1));
    await app.get(ChannelsService).change(root, id, { active: false });
    await work();
    await fail(await machines(1));
    expect((await deliveries()).map((row) => row.status)).toEqual(['canceled']);
    expect(receiver.hits).toBe(0);
  });
});
