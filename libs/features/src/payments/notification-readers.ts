// What each provider tells by itself, verified by the provider's own rules, in one shape.
import type { IncomingHttpHeaders } from 'node:http';
import {
  AlipayClient,
  isObject,
  type JsonObject,
  readStripeEvent,
  textAt,
  TransportFailure,
  WechatPayClient,
} from '@coffee/platform/payments';
import type Stripe from 'stripe';
import type { VerifiedNotification } from './payment-provider';

/** Null: not the provider's word, or not to us. */
export type NotificationReader = (headers: IncomingHttpHeaders, raw: Buffer) => VerifiedNotification | null;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ours = (number: string | null): string | null => (number !== null && UUID.test(number) ? number : null);

export function wechatReader(client: WechatPayClient): NotificationReader {
  return (headers, raw) => {
    try {
      const { id, eventType, resource } = client.readNotification(headers, raw);
      const refundId = ours(textAt(resource, 'out_refund_no'));
      return { provider: 'wechat', eventId: id, kind: eventType, refundId, payload: resource };
    } catch (error) {
      if (error instanceof TransportFailure) return null;
      throw error;
    }
  };
}

export function alipayReader(client: AlipayClient): NotificationReader {
  return (_headers, raw) => {
    const told = client.readNotification(raw);
    const eventId = told?.['notify_id'];
    if (!told || !eventId) return null;
    const { sign: _sign, sign_type: _signType, ...payload } = told;
    const kind = payload['gmt_refund'] ? 'refund' : (payload['trade_status'] ?? 'trade');
    return { provider: 'alipay', eventId, kind, refundId: ours(payload['out_biz_no'] ?? null), payload };
  };
}

export function stripeReader(stripe: Stripe, webhookSecret: string): NotificationReader {
  return (headers, raw) => {
    const signature = headers['stripe-signature'];
    const event = readStripeEvent(
      stripe,
      raw,
      typeof signature === 'string' ? signature : null,
      webhookSecret,
    );
    if (!event) return null;
    const object: JsonObject = isObject(event.data.object) ? event.data.object : {};
    const refundId = object['object'] === 'refund' ? ours(textAt(object, 'metadata', 'refund_id')) : null;
    return { provider: 'stripe', eventId: event.id, kind: event.type, refundId, payload: object };
  };
}
