export { Handles, type JobHandler } from './handles.decorator';
export { declaredJobs, declaredQueues, defineJob, type JobDefinition } from './job-definition';
export { JobQueue, QUEUE_STATES, type QueueDepth, type QueueState, type Ring } from './job-queue';
export { QueueModule } from './queue.module';
export type { QueueRole } from './queue-connections';
