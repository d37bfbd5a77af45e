// A notification is a doorbell: it makes its refund be looked at now and decides nothing about money itself (T41).
import type { IncomingHttpHeaders } from 'node:http';
import { PaymentNotificationEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { ThrottledLog } from '@coffee/platform/logging';
import { Inject, Injectable } from '@nestjs/common';
import type { NotificationReader } from './notification-readers';
import type { ProviderName, VerifiedNotification } from './payment-provider';
import { RefundNotices } from './refund-notices';

export const NOTIFICATION_READERS = Symbol('coffee:notification-readers');
export type NotificationReaders = ReadonlyMap<ProviderName, NotificationReader>;

/** `refused`: not the provider's word, or not to us. Nothing was changed. */
export type NotificationReceipt = 'stored' | 'known' | 'refused';

const refusals = new ThrottledLog('PaymentNotifications');

@Injectable()
export class PaymentNotifications {
  constructor(
    private readonly db: TenantDb,
    private readonly notices: RefundNotices,
    @Inject(NOTIFICATION_READERS) private readonly readers: NotificationReaders,
  ) {}

  /** Stores what the provider told, once, and rings. A failure throws, so that the provider tells it again. */
  async receive(
    provider: ProviderName,
    headers: IncomingHttpHeaders,
    raw: Buffer,
  ): Promise<NotificationReceipt> {
    const notice = this.readers.get(provider)?.(headers, raw) ?? null;
    if (!notice) {
      refusals.warn(`A notification of ${provider} was refused`);
      return 'refused';
    }
    const after = await this.db.transaction(systemActor(), async (tx) =>
      (await store(tx, notice)) ? this.notices.announce(tx, notice) : null,
    );
    for (const work of after ?? []) await work();
    return after ? 'stored' : 'known';
  }
}

async function store(tx: TenantTx, notice: VerifiedNotification): Promise<boolean> {
  const { provider, eventId, kind, refundId, payload } = notice;
  const stored = await tx.query<{ id: string }>(
    (scope) => `
      with stored as (
        insert into payment_notifications (provider, event_id, kind, refund_id, payload)
        values ($1, $2, $3, $4, $5::jsonb) on conflict (provider, event_id) do nothing returning id
      ) select id from stored where ${scope(PaymentNotificationEntity, 'stored')}`,
    [provider, eventId, kind, refundId, JSON.stringify(payload)],
  );
  return stored.length > 0;
}
