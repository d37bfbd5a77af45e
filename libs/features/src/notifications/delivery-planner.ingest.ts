import { NotificationChannelEntity, NotificationDeliveryEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { ThrottledLog } from '@coffee/platform/logging';
import { Injectable } from '@nestjs/common';
import { type DeliveryPlan, type Tellable, planDeliveries } from './delivery-plan';
import { type DigestGroup, digestOf } from './digest-data';
import * as sql from './plan-statements';
import { TRIED_FOR_MS } from './retry-pace';

/** Of one channel at a time: what is more is planned at the next look, by the same rules. */
const PLANNED_AT_ONCE = 5_000;
const MINUTE_MS = 60_000;

interface ChannelRow {
  maxMessages: number;
  windowMinutes: number;
  quietFrom: string | null;
  quietTo: string | null;
  criticalPasses: boolean;
  windowStartedAt: Date | null;
  windowSent: number;
  active: boolean;
  zone: string;
}

interface LastDigest {
  id: number;
  dueAt: Date;
  isOpen: boolean;
}

/** Decides for what was raised when, and in which message, it is told. One channel after the other, each as a whole. */
@Injectable()
export class DeliveryPlanner {
  private readonly log = new ThrottledLog('DeliveryPlanner');

  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  async plan(): Promise<void> {
    const channels = await this.db
      .for(systemActor())
      .query<{ id: number }>(
        (scope) => sql.unplannedChannels(scope(NotificationDeliveryEntity, 'd')),
        [this.clock.now()],
      );
    for (const { id } of channels) {
      // What is wrong with one channel must not silence the others.
      await this.planChannel(id).catch((error: unknown) => this.log.warn('A channel is not planned', error));
    }
  }

  private async planChannel(channelId: number): Promise<void> {
    await this.db.transaction(systemActor(), async (tx) => {
      const now = this.clock.now();
      const [channel] = await tx.query<ChannelRow>(
        (scope) => sql.lockChannel(scope(NotificationChannelEntity, 'c')),
        [channelId],
      );
      if (!channel) return;
      const items = await inDeliveries<Tellable>(tx, sql.tellable, [channelId, now, PLANNED_AT_ONCE]);
      if (items.length === 0) return;
      const [digest] = await inDeliveries<LastDigest>(tx, sql.lastDigest, [channelId], 'd');
      const plan = planDeliveries(
        paceOf(channel),
        await this.past(tx, channelId, channel, digest, items, now),
        items,
        now,
      );
      await apply(tx, channelId, plan, digest, now);
    });
  }

  private async past(
    tx: TenantTx,
    channelId: number,
    channel: ChannelRow,
    digest: LastDigest | undefined,
    items: Tellable[],
    now: Date,
  ) {
    const lanes = [...new Set(items.map(({ lane }) => lane))];
    const sent = await inDeliveries<{ lane: string; n: number }>(tx, sql.sentPerLane, [
      channelId,
      now,
      lanes,
    ]);
    return {
      windowStartedAt: channel.windowStartedAt,
      windowSent: channel.windowSent,
      digestDueAt: digest?.dueAt ?? null,
      laneSent: new Map(sent.map(({ lane, n }) => [lane, n])),
    };
  }
}

function inDeliveries<Row>(
  tx: TenantTx,
  statement: (scope: string) => string,
  values: unknown[],
  alias = 'd',
): Promise<Row[]> {
  return tx.query<Row>((scope) => statement(scope(NotificationDeliveryEntity, alias)), values);
}

function paceOf({ maxMessages, windowMinutes, quietFrom, quietTo, criticalPasses, zone }: ChannelRow) {
  const quiet =
    quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo, criticalPasses, zone };
  return { maxMessages, windowMs: windowMinutes * MINUTE_MS, quiet };
}

async function apply(
  tx: TenantTx,
  channelId: number,
  plan: DeliveryPlan,
  last: LastDigest | undefined,
  now: Date,
): Promise<void> {
  const giveUpAt = (from: Date): Date => new Date(from.getTime() + TRIED_FOR_MS);
  if (plan.send.length > 0) await inDeliveries(tx, sql.sendNow, [plan.send, now, giveUpAt(now)]);
  const [first] = plan.hold;
  if (first) await inDeliveries(tx, sql.hold, [plan.hold.map(({ id }) => id), first.until]);
  if (plan.digest.length > 0 && plan.digestDueAt) {
    const waits = last?.isOpen === true && last.dueAt.getTime() === plan.digestDueAt.getTime();
    const digestId = waits ? last.id : await open(tx, channelId, plan.digestDueAt, now, giveUpAt);
    await inDeliveries(tx, sql.intoDigest, [plan.digest, now, digestId]);
    await writeDigest(tx, digestId);
  }
  const window = [channelId, plan.windowStartedAt, plan.windowSent];
  await tx.query((scope) => sql.keepWindow(scope(NotificationChannelEntity, 'c')), window);
}

async function open(
  tx: TenantTx,
  channelId: number,
  dueAt: Date,
  now: Date,
  giveUpAt: (from: Date) => Date,
): Promise<number> {
  const [made] = await tx.query<{ id: number }>(
    (scope) => sql.openDigest(scope(NotificationChannelEntity, 'c')),
    [channelId, now, dueAt, giveUpAt(dueAt)],
  );
  if (!made) throw new Error(`channel ${channelId} is gone`);
  return made.id;
}

async function writeDigest(tx: TenantTx, digestId: number): Promise<void> {
  const groups = await inDeliveries<DigestGroup & { from: Date; to: Date }>(tx, sql.digestGroups, [digestId]);
  const from = groups.reduce<Date | null>(
    (first, group) => (first && first < group.from ? first : group.from),
    null,
  );
  const to = groups.reduce<Date | null>((last, group) => (last && last > group.to ? last : group.to), null);
  const data = digestOf(groups, from, to);
  await inDeliveries(tx, sql.writeDigest, [digestId, JSON.stringify(data)], 'g');
}
