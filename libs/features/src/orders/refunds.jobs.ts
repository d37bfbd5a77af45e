import { defineJob } from '@coffee/platform/queue';

/** "Look at this refund now": the id of a row of `refunds`. */
export const SEND_REFUND = defineJob({ name: 'send-refund', queue: 'refunds' });

/** "Decide about this order now": the id of a row of `orders` that waits for its merchant's policy. */
export const JUDGE_ORDER = defineJob({ name: 'judge-order', queue: 'orders' });
