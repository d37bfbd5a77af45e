import { Clock } from '@coffee/platform/clock';
import { ThrottledLog } from '@coffee/platform/logging';
import { MailClient } from '@coffee/platform/mail';
import { ProcessMetrics } from '@coffee/platform/metrics';
import { JobQueue } from '@coffee/platform/queue';
import { NOT_SENT, type SendOutcome, WebhookClient } from '@coffee/platform/webhooks';
import { Injectable } from '@nestjs/common';
import { ChannelSecrets } from './channel-secrets';
import { DeliveryClaims, type HeldDelivery } from './delivery-claims';
import { messageIdOf } from './deliveries.mapper';
import { mailOf } from './mail-words';
import { SEND_NOTIFICATION } from './notifications.jobs';

const SWEEP_LIMIT = 500;
const KEPT_DAYS = 30;
const FORGOTTEN_AT_ONCE = 5_000;

/** Tells what is due, safely when two workers try: one claims, the other finds nothing to do. */
@Injectable()
export class DeliveryRuns {
  private readonly log = new ThrottledLog('DeliveryRuns');

  constructor(
    private readonly claims: DeliveryClaims,
    private readonly secrets: ChannelSecrets,
    private readonly webhooks: WebhookClient,
    private readonly mail: MailClient,
    private readonly clock: Clock,
    private readonly metrics: ProcessMetrics,
    private readonly queue: JobQueue,
  ) {}

  /**
   * Tries one delivery that is due at `dueAt`. The call stands outside of every transaction, between the claim and the
   * compare-and-set.
   */
  async run(id: number, dueAt = this.clock.now()): Promise<void> {
    const delivery = await this.claims.claim(id, dueAt);
    if (!delivery) return;
    const [at, startedAt] = [this.clock.now(), performance.now()];
    const outcome = await this.tell(delivery, at);
    const durationMs = performance.now() - startedAt;
    this.metrics.notifications.inc({ type: delivery.type, outcome: outcome.ok ? 'delivered' : 'failed' });
    if (!(await this.claims.settle(delivery, { at, durationMs, outcome }))) {
      this.log.warn(`Delivery ${delivery.id} was taken over by another worker, or called off`);
      return;
    }
    if (outcome.ok) await this.queue.ringAll(SEND_NOTIFICATION, await this.claims.findNext(delivery.id));
  }

  /** Rings for what is due. The bell may be lost, the row is not. */
  async sweep(): Promise<void> {
    await this.queue.ringAll(SEND_NOTIFICATION, await this.claims.findDue(SWEEP_LIMIT));
  }

  /** Old deliveries go, with their attempts. */
  async forget(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_DAYS * 86_400_000);
    while ((await this.claims.forget(before, FORGOTTEN_AT_ONCE)) === FORGOTTEN_AT_ONCE);
  }

  private async tell(delivery: HeldDelivery, at: Date): Promise<SendOutcome> {
    try {
      return await (delivery.type === 'email' ? this.sendMail(delivery) : this.sendWebhook(delivery, at));
    } catch (error) {
      this.log.warn('A message could not be made', error);
      return NOT_SENT('INTERNAL', 'The message could not be made');
    }
  }

  private async sendMail(delivery: HeldDelivery): Promise<SendOutcome> {
    const { target, language, event, data, messageId } = delivery;
    const { subject, text } = mailOf(language, event, data);
    return this.mail.send({ to: target, messageId: messageIdOf(messageId), subject, text, language });
  }

  private async sendWebhook(delivery: HeldDelivery, at: Date): Promise<SendOutcome> {
    const secrets = this.secrets.signing(delivery, at);
    if (secrets === null)
      return NOT_SENT('SECRET_UNREADABLE', 'SECRET_KEY has changed since: give the channel a new secret');
    const { target: url, event, data, occurredAt } = delivery;
    const body = JSON.stringify({ type: event, timestamp: occurredAt.toISOString(), data });
    return this.webhooks.send({ url, id: messageIdOf(delivery.messageId), at, body, secrets });
  }
}
