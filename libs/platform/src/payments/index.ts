export { AlipayClient, type AlipayAnswer, type AlipaySettings } from './alipay-client';
export { integerAt, isObject, type JsonObject, textAt } from './json-object';
export { rsaPrivateKey, rsaPublicKey } from './rsa';
export { createStripe, readStripeEvent, type StripeSettings, transportFailureIn } from './stripe-client';
export { TransportFailure, type TransportFault } from './transport-failure';
export {
  WechatPayClient,
  type WechatAnswer,
  type WechatNotification,
  type WechatPaySettings,
} from './wechat-pay-client';
export { type PlatformKeys } from './wechat-signatures';
export { fenOf, yuanOf } from './yuan';
