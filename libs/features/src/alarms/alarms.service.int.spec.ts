import {
  AlarmEntity,
  AlarmEventEntity,
  AlarmRuleEntity,
  AuditEntryEntity,
  MerchantEntity,
} from '@coffee/data/entities';
import { type Actor, actingFor, cliActor } from '@coffee/platform/context';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { startFeatures } from '@coffee/testing/start-features';
import type { TestingModule } from '@nestjs/testing';
import type { DeepPartial } from 'typeorm';
import { AlarmRulesService, AlarmsModule, AlarmsReader, AlarmsService } from './index';

const root = cliActor('spec');
const HOUR_MS = 3_600_000;

describe('people and alarms', () => {
  let database: TestDatabase;
  let app: TestingModule;
  let make: Factories;
  let alarms: AlarmsService;
  let reader: AlarmsReader;
  let rules: AlarmRulesService;
  let ours: MerchantEntity;
  let theirs: MerchantEntity;
  let us: Actor;

  beforeAll(async () => {
    database = await createTestDatabase();
    make = new Factories(database.dataSource);
    app = await startFeatures(database, { imports: [AlarmsModule] });
    [alarms, reader, rules] = [app.get(AlarmsService), app.get(AlarmsReader), app.get(AlarmRulesService)];
    [ours, theirs] = [await make.merchant(), await make.merchant()];
    us = actingFor(root, ours.id);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  let slots = 0;
  const alarm = (values: DeepPartial<AlarmEntity> = {}): Promise<AlarmEntity> => {
    const at = new Date();
    const times = { firstAt: at, lastAt: at, openedAt: at };
    slots += 1;
    const row = {
      type: 'offline',
      slot: `spec-${slots}`,
      severity: 'warn',
      merchantId: ours.id,
      ...times,
      ...values,
    };
    return database.dataSource.manager.save(
      AlarmEntity,
      row as DeepPartial<AlarmEntity>,
    ) as Promise<AlarmEntity>;
  };

  it('keep who acknowledged, commented and closed it in its timeline and in the audit trail', async () => {
    const { id } = await alarm();
    await alarms.ack(us, id, 'seen');
    await alarms.comment(us, id, 'The plug was out');
    const { alarm: closed, message } = await alarms.close(us, id);
    expect(message).toBe('Alarm closed');
    expect(closed).toMatchObject({
      status: 'closed',
      acked_by: 'spec',
      closed_by: 'spec',
      comments_count: 1,
    });
    const { timeline } = await reader.detail(us, id);
    expect(timeline.map(({ kind, actor, text }) => [kind, actor, text])).toEqual([
      ['acknowledged', 'spec', 'seen'],
      ['commented', 'spec', 'The plug was out'],
      ['closed', 'spec', null],
    ]);
    const audited = await database.dataSource
      .getRepository(AuditEntryEntity)
      .find({ where: { targetType: 'alarm', targetId: String(id) }, order: { id: 'asc' } });
    expect(audited.map(({ action, merchantId }) => [action, merchantId])).toEqual([
      ['alarm.acknowledged', ours.id],
      ['alarm.commented', ours.id],
      ['alarm.closed', ours.id],
    ]);
  });

  it('acknowledge also what closed by itself unseen, once', async () => {
    const { id } = await alarm({ status: 'closed', closedAt: new Date(), clearedAt: new Date() });
    const unseen = { acknowledged: false, status: ['closed' as const] };
    expect((await reader.list(us, unseen)).items.map((row) => row.id)).toContain(id);
    expect((await alarms.ack(us, id)).alarm).toMatchObject({ status: 'closed', acked_by: 'spec' });
    expect((await reader.list(us, unseen)).items.map((row) => row.id)).not.toContain(id);
    await expect(alarms.ack(us, id)).rejects.toThrow('closed');
  });

  it('shelve it until a time that lies ahead, and bring it back', async () => {
    const { id } = await alarm();
    const shelved = async () => (await reader.list(us, { shelved: true })).items.map((row) => row.id);
    await expect(alarms.shelve(us, id, new Date(0).toISOString())).rejects.toThrow('not valid');
    await alarms.shelve(us, id, new Date(Date.now() + HOUR_MS).toISOString());
    expect(await shelved()).toContain(id);
    await alarms.shelve(us, id, null);
    expect(await shelved()).not.toContain(id);
  });

  it('assign it to those who can act on it, and to nobody else', async () => {
    const { id } = await alarm();
    const can = await make.user({ role: 'ops', merchantId: ours.id });
    const cannot = [
      await make.user({ role: 'viewer', merchantId: ours.id }),
      await make.user({ role: 'ops', merchantId: ours.id, active: false }),
      await make.user({ role: 'ops', merchantId: theirs.id }),
    ];
    const { alarm: assigned } = await alarms.assign(us, id, can.id);
    expect(assigned).toMatchObject({ assignee_id: can.id, assignee_name: can.name });
    for (const user of cannot) await expect(alarms.assign(root, id, user.id)).rejects.toThrow('not valid');
    expect((await reader.list(us, { assignee_id: can.id })).items.map((row) => row.id)).toEqual([id]);
    expect((await reader.assignees(us)).map((one) => one.id)).toEqual([can.id]);
    expect((await alarms.assign(us, id, null)).alarm.assignee_name).toBeNull();
  });

  it('do to many what can be done, and learn of the rest', async () => {
    const [open, closed, foreign] = [
      await alarm(),
      await alarm({ status: 'closed', closedBy: 'x', closedAt: new Date() }),
      await alarm({ merchantId: theirs.id }),
    ];
    const answer = await alarms.bulk(us, { ids: [open.id, closed.id, foreign.id], action: 'ack' });
    expect(answer.succeeded).toEqual([open.id]);
    expect(answer.failed.map(({ id, code }) => [id, code])).toEqual([
      [closed.id, 'CONFLICT'],
      [foreign.id, 'NOT_FOUND'],
    ]);
    await expect(alarms.bulk(us, { ids: [open.id], action: 'shelve' })).rejects.toThrow('not valid');
  });

  it('take an acknowledgement back, one by one or many, unless there is none or it was closed by hand since', async () => {
    const [one, two, unseen] = [await alarm(), await alarm(), await alarm()];
    await alarms.bulk(us, { ids: [one.id, two.id], action: 'ack' });
    const { alarm: back } = await alarms.unack(us, one.id);
    expect(back).toMatchObject({ status: 'open', acked_at: null, acked_by: null });
    await alarms.close(us, two.id);
    const answer = await alarms.bulk(us, { ids: [one.id, two.id, unseen.id], action: 'unack' });
    expect(answer.succeeded).toEqual([]);
    expect(answer.failed.map(({ code }) => code)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT']);
    const { timeline } = await reader.detail(us, one.id);
    expect(timeline.map(({ kind }) => kind)).toEqual(['acknowledged', 'unacknowledged']);
    // One that closed by itself and was then acknowledged is unseen again, and stays closed.
    const gone = await alarm({ status: 'closed', closedAt: new Date() });
    await alarms.ack(us, gone.id);
    expect((await alarms.unack(us, gone.id)).alarm).toMatchObject({ status: 'closed', acked_at: null });
  });

  it('never see, count or touch those of another merchant', async () => {
    const { id } = await alarm({ merchantId: theirs.id, severity: 'critical' });
    await database.dataSource.manager.save(AlarmEventEntity, { alarmId: id, kind: 'opened', at: new Date() });
    expect((await reader.list(us, {})).items.filter((row) => row.merchant_id !== ours.id)).toEqual([]);
    expect((await reader.counts(us)).critical).toBe(0);
    for (const act of [
      () => reader.detail(us, id),
      () => alarms.comment(us, id, 'x'),
      () => alarms.close(us, id),
      () => rules.get(us, theirs.id),
      () => rules.update(us, { merchant_id: theirs.id, rules: [{ type: 'offline', enabled: false }] }),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await database.dataSource.getRepository(AlarmRuleEntity).count()).toBe(0);
  });

  it('find the worst first, then the oldest, and page through them by cursor without a gap', async () => {
    const merchant = await make.merchant();
    const own = actingFor(root, merchant.id);
    const severities = ['warn', 'critical', 'info', 'critical', 'warn'] as const;
    const made: AlarmEntity[] = [];
    for (const severity of severities) made.push(await alarm({ merchantId: merchant.id, severity }));
    const gone = [
      await alarm({ merchantId: merchant.id, status: 'closed', severity: 'critical' }),
      await alarm({ merchantId: merchant.id, status: 'closed', severity: 'info' }),
    ];
    const expected = [made[1], made[3], made[0], made[4], made[2], gone[1], gone[0]].map((row) => row?.id);
    const found: number[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await reader.list(own, { page_size: 2, ...(cursor ? { cursor } : {}) });
      found.push(...page.items.map((row) => row.id));
      cursor = page.pagination.next_cursor;
    } while (cursor);
    expect(found).toEqual(expected);
  });

  it('make rules for a merchant or for all, by type, and leave the others as they are', async () => {
    const merchant = await make.merchant();
    const sourceOf = async (actor: Actor) =>
      (await rules.get(actor, undefined)).rules.find(({ type }) => type === 'temperature');
    await rules.update(root, { rules: [{ type: 'temperature', threshold_high: 95 }] });
    const own = actingFor(root, merchant.id);
    expect(await sourceOf(own)).toMatchObject({ threshold_high: 95, source: 'all_merchants' });
    await rules.update(own, { rules: [{ type: 'temperature', threshold_low: null }] });
    expect(await sourceOf(own)).toMatchObject({
      threshold_high: 95,
      threshold_low: null,
      source: 'merchant',
    });
    expect((await rules.get(own, undefined)).merchant_id).toBe(merchant.id);
    expect(await sourceOf(us)).toMatchObject({ threshold_low: 60, source: 'all_merchants' });
    const crossed = rules.update(own, {
      rules: [{ type: 'temperature', threshold_low: 90, threshold_high: 80 }],
    });
    await expect(crossed).rejects.toMatchObject({
      issues: [expect.objectContaining({ field: 'rules.0.threshold_low' })],
    });
    await database.dataSource.getRepository(AlarmRuleEntity).clear();
  });
});
