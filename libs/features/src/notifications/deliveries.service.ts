import type { DeliveryAnswer } from '@coffee/contract/notifications';
import { NotificationChannelEntity, NotificationDeliveryEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { JobQueue } from '@coffee/platform/queue';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { AuditTrail } from '../audit';
import { DeliveriesReader } from './deliveries.reader';
import { DeliveryRuns } from './delivery-runs';
import {
  ChannelIsOff,
  ChannelNotFound,
  DeliveryNotFound,
  MailNotConfigured,
  NotReplayable,
} from './notifications.errors';
import { SEND_NOTIFICATION } from './notifications.jobs';
import { TRIED_FOR_MS } from './retry-pace';

/** A test whose process died is found by the workers after so long; before that it is ours. */
const TEST_IS_OURS_MS = 10_000;
const ENDED: readonly string[] = ['delivered', 'failed', 'canceled'];

/** What people do about deliveries. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly reader: DeliveriesReader,
    private readonly runs: DeliveryRuns,
    private readonly queue: JobQueue,
  ) {}

  /** One message, sent here and now and never again: the answer says how that went. */
  async test(actor: Actor, channelId: number): Promise<DeliveryAnswer> {
    const now = this.clock.now();
    const dueAt = new Date(now.getTime() + TEST_IS_OURS_MS);
    const id = await this.db.transaction(actor, async (tx) => {
      const channel = await tx.find(NotificationChannelEntity, { id: channelId });
      if (!channel) throw new ChannelNotFound();
      const { id: deliveryId } = await tx.insert(NotificationDeliveryEntity, {
        messageId: randomUUID(),
        position: await lastPlace(tx, channelId),
        channelId,
        merchantId: channel.merchantId,
        event: 'channel.test',
        status: 'pending',
        data: { channel: channel.name, requested_by: actor.name },
        plannedAt: now,
        nextAttemptAt: dueAt,
        giveUpAt: dueAt,
        occurredAt: now,
        createdAt: now,
      });
      await this.audit.record(tx, actor, {
        action: 'notification_channel.tested',
        targetType: 'notification_channel',
        targetId: channelId,
        summary: `Tested the channel ${channel.name}`,
        merchantId: channel.merchantId,
      });
      return deliveryId;
    });
    await this.runs.run(id, dueAt);
    const delivery = await this.reader.get(actor, channelId, id);
    if (delivery.error_code === 'NOT_CONFIGURED') throw new MailNotConfigured(id);
    return { message: delivery.status === 'delivered' ? 'Test delivered' : 'Test failed', delivery };
  }

  /** Again, under the id that it had: who has seen it already knows it by that. Behind what the channel sends now. */
  async replay(actor: Actor, channelId: number, id: number): Promise<DeliveryAnswer> {
    await this.db.transaction(actor, async (tx) => {
      const channel = await tx.lock(NotificationChannelEntity, { id: channelId });
      if (!channel) throw new ChannelNotFound();
      const row = await tx.lock(NotificationDeliveryEntity, { id, channelId });
      if (!row) throw new DeliveryNotFound();
      if (!ENDED.includes(row.status)) throw new NotReplayable(row.status);
      if (!channel.active && row.event !== 'channel.test') throw new ChannelIsOff();
      const now = this.clock.now();
      await tx.save(NotificationDeliveryEntity, {
        ...row,
        status: 'pending',
        position: await lastPlace(tx, channelId),
        attemptsBefore: row.attempts,
        nextAttemptAt: now,
        giveUpAt: new Date(now.getTime() + TRIED_FOR_MS),
        leaseUntil: null,
        finishedAt: null,
      });
      await this.audit.record(tx, actor, {
        action: 'notification_delivery.replayed',
        targetType: 'notification_delivery',
        targetId: id,
        summary: `Sent a delivery of the channel ${channel.name} again`,
        before: { status: row.status },
        after: { status: 'pending' },
        merchantId: channel.merchantId,
      });
    });
    await this.queue.ring(SEND_NOTIFICATION, { id: String(id) });
    return { message: 'The delivery is sent again', delivery: await this.reader.get(actor, channelId, id) };
  }
}

/** The last place among all that is sent. */
async function lastPlace(tx: TenantTx, channelId: number): Promise<number> {
  const [row] = await tx.query<{ position: number }>(
    (scope) => `select nextval('notification_positions') as position from notification_channels c
      where c.id = $1 and ${scope(NotificationChannelEntity, 'c')}`,
    [channelId],
  );
  if (!row) throw new ChannelNotFound();
  return row.position;
}
