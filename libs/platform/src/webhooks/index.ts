export { NOT_SENT, SENT, type SendOutcome } from './send-outcome';
export { webhookTargetProblem } from './target-rules';
export { WEBHOOK_TIMEOUT_MS, WebhookClient, type WebhookMessage } from './webhook-client';
