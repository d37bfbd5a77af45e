import { defineJob } from '@coffee/platform/queue';

/** "Look at this task now": the id of a row of `tasks`. */
export const RUN_TASK = defineJob({ name: 'run-task', queue: 'tasks' });
