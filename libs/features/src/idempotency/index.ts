export { IdempotencyKeys } from './idempotency-keys.service';
export { type Act, actOnce } from './idempotent-acts';
