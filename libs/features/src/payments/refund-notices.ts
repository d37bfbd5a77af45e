import type { TenantTx } from '@coffee/data/tenant-db';
import { Injectable } from '@nestjs/common';
import type { VerifiedNotification } from './payment-provider';

/**
 * Runs in the transaction that stores the notification, so that neither is there without the other: it makes the refund
 * due now. What it answers runs after the commit, and is where a doorbell belongs.
 */
export type NoticeListener = (
  tx: TenantTx,
  notice: VerifiedNotification,
) => Promise<void> | Promise<() => Promise<void> | void>;

/** Where a later feature learns of what providers told. A notice given twice arrives once. */
@Injectable()
export class RefundNotices {
  private readonly listeners: NoticeListener[] = [];

  onNotice(listener: NoticeListener): void {
    this.listeners.push(listener);
  }

  /** Answers what has to happen after the commit. */
  async announce(tx: TenantTx, notice: VerifiedNotification): Promise<(() => Promise<void> | void)[]> {
    const after: (() => Promise<void> | void)[] = [];
    for (const listener of this.listeners) {
      const work = await listener(tx, notice);
      if (work) after.push(work);
    }
    return after;
  }
}
