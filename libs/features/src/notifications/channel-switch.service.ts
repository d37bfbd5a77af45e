// Keeps count of a channel's failures, in the transaction of the attempt, and switches it off when they are too many.
import type { SwitchOffReason } from '@coffee/contract/notification-channels';
import { NotificationChannelEntity, NotificationDeliveryEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import type { SendOutcome } from '@coffee/platform/webhooks';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { type ChannelHealth, HEALTHY, judgeAttempt } from './channel-health';
import * as sql from './plan-statements';
import { TRIED_FOR_MS } from './retry-pace';

type LockedChannel = ChannelHealth & Pick<NotificationChannelEntity, 'id' | 'name' | 'merchantId' | 'active'>;

const WHY: Record<SwitchOffReason, string> = {
  gone: 'its receiver said that it is gone for good',
  failing: 'it has failed for days',
};

@Injectable()
export class ChannelSwitch {
  constructor(private readonly audit: AuditTrail) {}

  /** Before the delivery itself is touched: everybody takes the channel first, so that no two wait for each other. */
  async lock(tx: TenantTx, channelId: number): Promise<LockedChannel | null> {
    const [channel] = await tx.query<LockedChannel>(
      (scope) => sql.lockHealth(scope(NotificationChannelEntity, 'c')),
      [channelId],
    );
    return channel ?? null;
  }

  /** One that is off already is not judged: what was in hand then says nothing new. */
  async note(
    tx: TenantTx,
    channel: LockedChannel,
    attempt: { outcome: SendOutcome; isTest: boolean },
    now: Date,
  ): Promise<void> {
    if (!channel.active) return;
    const { health, switchOff } = judgeAttempt(channel, attempt.outcome, now, attempt.isTest);
    const values = [channel.id, health.failures, health.failingSince, health.lastFailedAt];
    await tx.query((scope) => sql.keepHealth(scope(NotificationChannelEntity, 'c')), values);
    if (switchOff) await this.switchOff(tx, channel, switchOff, { ...attempt, health, now });
  }

  private async switchOff(
    tx: TenantTx,
    { id, name, merchantId }: LockedChannel,
    reason: SwitchOffReason,
    { outcome, health, now }: { outcome: SendOutcome; health: ChannelHealth; now: Date },
  ): Promise<void> {
    const values = [id, now, reason, outcome.code];
    await tx.query((scope) => sql.switchOff(scope(NotificationChannelEntity, 'c')), values);
    await this.audit.record(tx, systemActor(), {
      action: 'notification_channel.switched_off',
      targetType: 'notification_channel',
      targetId: id,
      summary: `Switched off the channel ${name}: ${WHY[reason]}`,
      before: { active: true },
      after: {
        active: false,
        reason,
        error: outcome.message,
        failures: health.failures,
        failing_since: health.failingSince?.toISOString() ?? null,
      },
      merchantId,
    });
  }
}

/** What a person's change of a channel does to its health. A new address, or a new beginning, has failed nobody yet. */
export function startAnew(channel: NotificationChannelEntity): void {
  Object.assign(channel, HEALTHY, { switchedOffAt: null, switchedOffReason: null, switchedOffError: null });
}

/** What waited while it was off goes out in its order, with a whole day of attempts. */
export async function resumeWaiting(tx: TenantTx, channelId: number, now: Date): Promise<void> {
  const giveUpAt = new Date(now.getTime() + TRIED_FOR_MS);
  await tx.query(
    (scope) => sql.resumeWaiting(scope(NotificationDeliveryEntity, 'd')),
    [channelId, now, giveUpAt],
  );
}
