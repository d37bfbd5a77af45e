import type { AuditEntry } from '@coffee/contract/audit';
import { NewNotificationChannel, NotificationChannel } from '@coffee/contract/notification-channels';
import { Delivery, type DeliveryAnswer, DeliveryDetail } from '@coffee/contract/notifications';
import type { Page } from '@coffee/contract/paging';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { Mailbox } from '@coffee/testing/mailbox';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';
import { WebhookReceiver } from '@coffee/testing/webhook-receiver';
import { Webhook } from 'standardwebhooks';

const CHANNELS = '/api/v1/notification_channels';

describe('notification channels over HTTP', () => {
  let api: TestApi;
  let admin: HttpClient;
  let receiver: WebhookReceiver;
  let make: Factories;

  beforeAll(async () => {
    [api, receiver] = await Promise.all([startApi(), WebhookReceiver.start()]);
    make = new Factories(api.database.dataSource);
    const { email } = await make.user({ role: 'admin' });
    admin = new HttpClient(api.url);
    await admin.signIn(email, TEST_PASSWORD);
  });
  beforeEach(() => {
    receiver.taken.length = 0;
    receiver.hits = 0;
    receiver.mood = 200;
  });
  afterAll(async () => {
    await Promise.all([api.stop(), receiver.stop()]);
  });

  const create = async (values: object = {}): Promise<NewNotificationChannel> => {
    const body = { name: 'Duty', type: 'webhook', target: receiver.url, ...values };
    const reply = await admin.post<NewNotificationChannel>(CHANNELS, body);
    expect(reply.status).toBe(201);
    return reply.data;
  };

  it('are made as a careful person would have them, with a secret that is shown once', async () => {
    const made = await create();
    expect(misfits(NewNotificationChannel, made)).toEqual([]);
    expect(made).toMatchObject({
      events: ['alarm.opened', 'alarm.closed'],
      severities: ['info', 'warn', 'critical'],
      active: true,
      max_messages: 20,
      window_minutes: 10,
      remind_after_minutes: 60,
      quiet_hours: null,
      last_delivery: null,
      waiting: 0,
    });
    const secret = String(made.secret);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const got = await admin.get<NotificationChannel>(`${CHANNELS}/${made.id}`);
    expect(misfits(NotificationChannel, got.data)).toEqual([]);
    const list = await admin.get<Page<NotificationChannel>>(`${CHANNELS}?query=dut&type=webhook&active=true`);
    expect(list.data.items.map(({ id }) => id)).toContain(made.id);
    const audit = await admin.get<Page<AuditEntry>>(`/api/v1/audit?target_type=notification_channel`);
    const [kept] = await api.database.dataSource.query<{ secret: string }[]>(
      'select secret from notification_channels where id = $1',
      [made.id],
    );
    for (const text of [got.body, list.body, audit.body, kept].map((body) => JSON.stringify(body)))
      expect(text).not.toContain(secret.slice(6, 30));
    expect(audit.data.items[0]).toMatchObject({
      action: 'notification_channel.created',
      target_id: String(made.id),
    });
  });

  it('are changed, turned off and deleted, each with its entry in the audit log', async () => {
    const { id, version } = await create({ name: 'Night' });
    const quiet = { from: '22:00', to: '07:00', critical_passes: false };
    const changed = await admin.patch<NotificationChannel>(
      `${CHANNELS}/${id}`,
      { quiet_hours: quiet, severities: ['critical'], active: false },
      { 'If-Match': `"${version}"` },
    );
    expect(changed.data).toMatchObject({
      quiet_hours: quiet,
      severities: ['critical'],
      active: false,
      name: 'Night',
    });
    const stale = await admin.patch(`${CHANNELS}/${id}`, { name: 'x' }, { 'If-Match': `"${version}"` });
    expect([stale.status, stale.body.error?.code]).toEqual([412, 'PRECONDITION_FAILED']);
    const cleared = await admin.patch<NotificationChannel>(`${CHANNELS}/${id}`, { quiet_hours: null });
    expect(cleared.data.quiet_hours).toBeNull();
    expect((await admin.delete(`${CHANNELS}/${id}`)).status).toBe(200);
    expect((await admin.get(`${CHANNELS}/${id}`)).status).toBe(404);
    const audit = await admin.get<Page<AuditEntry>>(
      `/api/v1/audit?target_type=notification_channel&target_id=${id}`,
    );
    const actions = audit.data.items.map(({ action }) => action.replace('notification_channel.', ''));
    expect(actions).toEqual(['deleted', 'updated', 'updated', 'created']);
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ type: 'pigeon' }, 'type'],
    [{ target: 'example.com' }, 'target'],
    [{ target: 'ftp://example.com/' }, 'target'],
    [{ target: 'https://user:word@example.com/' }, 'target'],
    [{ type: 'email', target: 'https://example.com/' }, 'target'],
    [{ events: ['alarm.sung'] }, 'events'],
    [{ events: [] }, 'events'],
    [{ severities: ['fatal'] }, 'severities'],
    [{ quiet_hours: { from: '25:00', to: '07:00', critical_passes: true } }, 'quiet_hours.from'],
    [{ quiet_hours: { from: '07:00', to: '07:00', critical_passes: true } }, 'quiet_hours.to'],
    [{ quiet_hours: { from: '07:00', to: '08:00' } }, 'quiet_hours.critical_passes'],
    [{ max_messages: 0 }, 'max_messages'],
    [{ window_minutes: 1_441 }, 'window_minutes'],
    [{ remind_after_minutes: 1 }, 'remind_after_minutes'],
    [{ escalate_after_minutes: 5 }, 'escalate_to'],
    [{ escalate_to: 999_999, escalate_after_minutes: 5 }, 'escalate_to'],
    [{ secret: 'mine' }, 'secret'],
  ])('are refused, naming the field: %j', async (values, field) => {
    const count = () =>
      api.database.dataSource.query<{ n: string }[]>('select count(*) as n from notification_channels');
    const before = await count();
    const reply = await admin.post(CHANNELS, {
      name: 'Bad',
      type: 'webhook',
      target: receiver.url,
      ...values,
    });
    expect([reply.status, reply.body.error?.code]).toEqual([422, 'VALIDATION_ERROR']);
    const issues = reply.body.error?.details?.['validation_errors'] as { field: string }[];
    expect(issues.map((issue) => issue.field)).toContain(field);
    expect(await count()).toEqual(before);
  });

  it('are no business of ops and viewers, nor of another merchant', async () => {
    const { id } = await create();
    for (const role of ['ops', 'viewer'] as const) {
      const { email } = await make.user({ role });
      const client = new HttpClient(api.url);
      await client.signIn(email, TEST_PASSWORD);
      expect((await client.get(CHANNELS)).status).toBe(403);
      expect((await client.post(`${CHANNELS}/${id}/test`)).status).toBe(403);
    }
    const ours = await make.merchant();
    const { email } = await make.user({ role: 'admin', merchantId: ours.id });
    const bound = new HttpClient(api.url);
    await bound.signIn(email, TEST_PASSWORD);
    expect((await bound.post(`${CHANNELS}/${id}/test`)).status).toBe(404);
    const own = { name: 'Own', type: 'webhook', target: receiver.url };
    const made = await bound.post<NotificationChannel>(CHANNELS, own);
    expect(made.data.merchant_id).toBe(ours.id);
    const reach = await bound.patch(`${CHANNELS}/${made.data.id}`, {
      escalate_to: id,
      escalate_after_minutes: 5,
    });
    expect([reach.status, reach.body.error?.code]).toEqual([422, 'VALIDATION_ERROR']);
    expect((await bound.get<Page<NotificationChannel>>(CHANNELS)).data.items).toHaveLength(1);
  });

  it('are tested here and now: the answer and the log say how it went', async () => {
    const { id, secret } = await create();
    const tested = await admin.post<DeliveryAnswer>(`${CHANNELS}/${id}/test`);
    expect(tested.data).toMatchObject({
      message: 'Test delivered',
      delivery: { status: 'delivered', status_code: 200, event: 'channel.test', attempts: 1 },
    });
    const [got] = receiver.taken;
    if (!got) throw new Error('nothing came');
    const headers = {
      'webhook-id': got.id,
      'webhook-timestamp': String(got.timestamp),
      'webhook-signature': got.signatures.join(' '),
    };
    expect(new Webhook(String(secret)).verify(got.text, headers)).toMatchObject({ type: 'channel.test' });
    expect(got.id).toBe(tested.data.delivery.message_id);
    receiver.mood = 503;
    const failed = await admin.post<DeliveryAnswer>(`${CHANNELS}/${id}/test`);
    expect(failed.data.delivery).toMatchObject({
      status: 'failed',
      status_code: 503,
      error_code: 'HTTP_STATUS',
      next_attempt_at: null,
    });
    const log = await admin.get<Page<Delivery>>(
      `${CHANNELS}/${id}/deliveries?event=channel.test&status=failed`,
    );
    expect(log.data.items.map((delivery) => delivery.id)).toEqual([failed.data.delivery.id]);
    expect(misfits(Delivery, log.data.items[0])).toEqual([]);
    const detail = await admin.get<DeliveryDetail>(`${CHANNELS}/${id}/deliveries/${failed.data.delivery.id}`);
    expect(misfits(DeliveryDetail, detail.data)).toEqual([]);
    expect(detail.data.attempts).toMatchObject([{ attempt: 1, ok: false, status_code: 503 }]);
    const channel = await admin.get<NotificationChannel>(`${CHANNELS}/${id}`);
    expect(channel.data.last_delivery).toMatchObject({ status: 'failed', error_code: 'HTTP_STATUS' });
  });

  it('by e-mail say plainly when the server has no mail server', async () => {
    const { id, secret } = await create({ type: 'email', target: 'duty@example.com' });
    expect(secret).toBeNull();
    const tested = await admin.post(`${CHANNELS}/${id}/test`);
    expect([tested.status, tested.body.error?.code]).toEqual([409, 'PROVIDER_NOT_CONFIGURED']);
    expect(tested.body.error?.message).toContain('SMTP_URL');
    const log = await admin.get<Page<Delivery>>(`${CHANNELS}/${id}/deliveries`);
    expect(log.data.items).toMatchObject([{ status: 'failed', error_code: 'NOT_CONFIGURED' }]);
    const rotated = await admin.post(`${CHANNELS}/${id}/secret`, {});
    expect([rotated.status, rotated.body.error?.code]).toEqual([409, 'CONFLICT']);
  });

  it('sign with both secrets while a receiver changes over', async () => {
    const { id, secret } = await create();
    const rotated = await admin.post<{ secret: string }>(`${CHANNELS}/${id}/secret`, {
      grace_seconds: 3_600,
    });
    await admin.post(`${CHANNELS}/${id}/test`);
    const ended = await admin.post<{ secret: string }>(`${CHANNELS}/${id}/secret`, { grace_seconds: 0 });
    await admin.post(`${CHANNELS}/${id}/test`);
    const signs = (n: number, by: string): boolean => {
      const got = receiver.taken[n];
      return (
        got?.signatures.includes(new Webhook(by).sign(got.id, new Date(got.timestamp * 1000), got.text)) ??
        false
      );
    };
    const by = [String(secret), rotated.data.secret, ended.data.secret];
    expect(by.map((each) => signs(0, each))).toEqual([true, true, false]);
    expect(by.map((each) => signs(1, each))).toEqual([false, false, true]);
  });

  it('do not send again what has not ended', async () => {
    const { id } = await create();
    const now = new Date();
    const [row] = await api.database.dataSource.query<{ id: number }[]>(
      `insert into notification_deliveries (message_id, channel_id, event, status, next_attempt_at, occurred_at, created_at)
       values (gen_random_uuid(), $1, 'alarm.opened', 'held', $2, $2, $2) returning id`,
      [id, now],
    );
    const path = `${CHANNELS}/${id}/deliveries`;
    const refused = await admin.post(`${path}/${row?.id}/replay`);
    expect([refused.status, refused.body.error?.details]).toEqual([409, { status: 'held' }]);
    expect((await admin.post(`${path}/999999/replay`)).status).toBe(404);
    const unknown = await admin.get(`${path}?status=lost`);
    expect([unknown.status, unknown.body.error?.code]).toEqual([400, 'INVALID_ARGUMENT']);
  });
});

describe('where private addresses are not allowed', () => {
  it('neither an address nor a name leads to them, whatever the row says', async () => {
    const [api, canary] = await Promise.all([
      startApi({ env: { ALLOW_PRIVATE_WEBHOOKS: 'false' } }),
      WebhookReceiver.start(),
    ]);
    const { email } = await new Factories(api.database.dataSource).user({ role: 'admin' });
    const admin = new HttpClient(api.url);
    await admin.signIn(email, TEST_PASSWORD);
    const body = { name: 'Inside', type: 'webhook' };
    for (const target of [
      canary.url,
      `https://127.0.0.1:${canary.port}/`,
      `https://localhost:${canary.port}/`,
    ]) {
      const refused = await admin.post(CHANNELS, { ...body, target });
      expect([target, refused.status]).toEqual([target, 422]);
    }
    const { data } = await admin.post<NotificationChannel>(CHANNELS, {
      ...body,
      target: 'https://example.com/',
    });
    await api.database.dataSource.query('update notification_channels set target = $2 where id = $1', [
      data.id,
      `https://127.0.0.1:${canary.port}/`,
    ]);
    const tested = await admin.post<DeliveryAnswer>(`${CHANNELS}/${data.id}/test`);
    expect(tested.data.delivery).toMatchObject({ status: 'failed', error_code: 'ADDRESS_REFUSED' });
    expect(canary.hits).toBe(0);
    await Promise.all([api.stop(), canary.stop()]);
  });
});

describe('alarms of the running product', () => {
  it('reach webhook and mailbox, all of them, though the worker is killed while it tells them', async () => {
    const [receiver, mailbox] = await Promise.all([WebhookReceiver.start(), Mailbox.start()]);
    const api = await startApi({
      worker: true,
      env: { SMTP_URL: mailbox.url, MAIL_FROM: 'Coffee Admin <alarms@example.com>' },
    });
    const make = new Factories(api.database.dataSource);
    const { email } = await make.user({ role: 'admin' });
    const admin = new HttpClient(api.url);
    await admin.signIn(email, TEST_PASSWORD);
    await admin.send('PUT', '/api/v1/alarm_rules', {
      rules: [{ type: 'device_fault', raise_delay_seconds: 0 }],
    });
    const shared = { events: ['alarm.opened'], max_messages: 1_000 };
    const hook = await admin.post<NotificationChannel>(CHANNELS, {
      ...shared,
      name: 'Hook',
      type: 'webhook',
      target: receiver.url,
    });
    await admin.post(CHANNELS, { ...shared, name: 'Mail', type: 'email', target: 'duty@example.com' });
    const machines = await Promise.all(Array.from({ length: 20 }, () => make.device({ status: 'online' })));
    const ids = machines.map(({ deviceId }) => deviceId).sort();
    // It holds its deliveries in hand when the blow falls.
    receiver.mood = 'silent';
    const report = { status: 'fault', timestamp: new Date().toISOString() };
    for (const id of ids) expect((await admin.post(`/api/v1/devices/${id}/status`, report)).status).toBe(200);
    await eventually('the worker tells of them', () => receiver.hits > 0, 60_000);
    await api.worker?.stop('SIGKILL');
    receiver.mood = 200;
    api.worker?.start();
    const machinesTold = () =>
      receiver.taken.map(({ data }) => (data['alarm'] as { device_id: string }).device_id).sort();
    await eventually(
      'the webhook has them all',
      () => new Set(machinesTold()).size === ids.length,
      120_000,
      100,
    );
    await eventually('so has the mailbox', () => mailbox.mails.length >= ids.length, 60_000, 100);
    expect([...new Set(machinesTold())]).toEqual(ids);
    const path = `${CHANNELS}/${hook.data.id}/deliveries`;
    await eventually(
      'the log says so',
      async () =>
        (await admin.get<Page<Delivery>>(`${path}?status=delivered`)).data.pagination.total === ids.length,
    );
    const [some] = (await admin.get<Page<Delivery>>(path)).data.items;
    const before = receiver.taken.filter(({ id }) => id === some?.message_id).length;
    const replayed = await admin.post<DeliveryAnswer>(`${path}/${some?.id}/replay`);
    expect([replayed.status, replayed.data.delivery.message_id]).toEqual([200, some?.message_id]);
    await eventually(
      'it came again under its id',
      () => receiver.taken.filter(({ id }) => id === some?.message_id).length === before + 1,
      30_000,
    );
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toMatch(/notification_deliveries\{status="pending"\} 0/);
    expect(metrics).toContain('oldest_due_notification_seconds');
    await Promise.all([api.stop(), receiver.stop(), mailbox.stop()]);
  }, 300_000);
});
