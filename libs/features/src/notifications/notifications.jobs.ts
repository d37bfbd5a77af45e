import { defineJob } from '@coffee/platform/queue';

/** "Look at this delivery now": the id of a row of `notification_deliveries`. */
export const SEND_NOTIFICATION = defineJob({ name: 'send-notification', queue: 'notifications' });
