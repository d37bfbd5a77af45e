import type { ChannelLanguage, ChannelType } from '@coffee/contract/notification-channels';
import type { DeliveryEvent } from '@coffee/contract/notifications';
import { NotificationDeliveryEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import type { SendOutcome } from '@coffee/platform/webhooks';
import { ChannelSwitch } from './channel-switch.service';
import * as sql from './delivery-statements';
import { retryAfterSeconds } from './retry-pace';

/** A worker that says nothing for this long has lost its delivery to the next one. Longer than any attempt may take. */
export const LEASE_SECONDS = 30;

/** A delivery in the hands of one worker. `attempts` is the fence: a later claim makes every write of an earlier one void. */
export interface HeldDelivery {
  id: number;
  messageId: string;
  channelId: number;
  merchantId: number | null;
  event: DeliveryEvent;
  data: Record<string, unknown>;
  attempts: number;
  attemptsBefore: number;
  giveUpAt: Date;
  occurredAt: Date;
  type: ChannelType;
  target: string;
  language: ChannelLanguage;
  secret: string | null;
  oldSecret: string | null;
  oldSecretUntil: Date | null;
  /** Its channel's last attempt failed. */
  isFailing: boolean;
}

/** One attempt, as it is kept. */
export interface Attempt {
  at: Date;
  durationMs: number;
  outcome: SendOutcome;
}

interface Due {
  id: string;
  attempt: number;
}

/** The rows of `notification_deliveries` as a worker sees them. */
@Injectable()
export class DeliveryClaims {
  constructor(
    private readonly db: TenantDb,
    private readonly channels: ChannelSwitch,
    private readonly clock: Clock,
  ) {}

  /**
   * Null when it is not due at `at`, another worker holds it, the channel has too many in hand, or an earlier word about the
   * same machine is still on its way.
   */
  async claim(id: number, at = this.clock.now()): Promise<HeldDelivery | null> {
    const [held] = await this.query<HeldDelivery>(sql.claim, [id, at, LEASE_SECONDS]);
    return held ?? null;
  }

  /** False: it is ours no more. What arrives as it did before changes nothing about its channel. */
  async settle(delivery: HeldDelivery, attempt: Attempt): Promise<boolean> {
    const now = this.clock.now();
    const { statement, values } = settlement(delivery, attempt, now);
    if (attempt.outcome.ok && !delivery.isFailing) return (await this.query(statement, values)).length > 0;
    return this.db.transaction(systemActor(), async (tx) => {
      const channel = await this.channels.lock(tx, delivery.channelId);
      const moved = await tx.query((scope) => statement(scope(NotificationDeliveryEntity, 'd')), values);
      if (!channel || moved.length === 0) return false;
      const isTest = delivery.event === 'channel.test';
      await this.channels.note(tx, channel, { outcome: attempt.outcome, isTest }, now);
      return true;
    });
  }

  /** What should be tried now: new ones, those that failed, and those whose worker died. */
  findDue(limit: number): Promise<Due[]> {
    return this.query<Due>(sql.findDue, [this.clock.now(), limit]);
  }

  /** What waited for this one and for nothing else. */
  findNext(id: number): Promise<Due[]> {
    return this.query<Due>(sql.nextInLanes, [id, this.clock.now()]);
  }

  /** How many were removed, at most `limit`. */
  async forget(before: Date, limit: number): Promise<number> {
    const [row] = await this.query<{ n: number }>(sql.forget, [before, limit]);
    return row?.n ?? 0;
  }

  private query<Row>(statement: (scope: string) => string, values: unknown[]): Promise<Row[]> {
    return this.db
      .for(systemActor())
      .query<Row>((scope) => statement(scope(NotificationDeliveryEntity, 'd')), values);
  }
}

/** The statement that ends an attempt, with its values. */
function settlement(delivery: HeldDelivery, { at, durationMs, outcome }: Attempt, now: Date) {
  const { ok, statusCode, code, message } = outcome;
  const values = [delivery.id, delivery.attempts, at, Math.round(durationMs), ok, statusCode, code, message];
  if (ok) return { statement: sql.delivered, values: [...values, now] };
  const next = nextAttempt(delivery, outcome, now);
  return { statement: sql.notDelivered, values: [...values, next, next === null ? now : null] };
}

/** Null: it is given up. */
function nextAttempt(delivery: HeldDelivery, outcome: SendOutcome, now: Date): Date | null {
  if (outcome.isFinal || delivery.event === 'channel.test') return null;
  const failures = delivery.attempts - delivery.attemptsBefore;
  const seconds = retryAfterSeconds(failures, outcome.retryAfterSeconds, Math.random());
  const next = new Date(now.getTime() + seconds * 1000);
  return next > delivery.giveUpAt ? null : next;
}
