export { EXPORTS_FOLDER, TaskFiles, type Download } from './task-files.service';
export { TaskDetails } from './task-details.reader';
export type { TaskFileRecord } from './task-claims';
export { KEPT_LINES, type LogLine } from './task-journal';
export { TaskLogs } from './task-logs.service';
export { TaskRequesters } from './task-requesters';
export { TaskReruns } from './task-reruns.service';
export { RunsTask, type Counted, type TaskOutcome, type TaskRun, type TaskRunner } from './task-runners';
export { TaskRuns } from './task-runs';
export { defineTask, type TaskPlan, type TaskType } from './task-types';
export {
  RequesterNotAllowed,
  TaskAlreadyEnded,
  TaskFileExpired,
  TaskGivenUp,
  TaskHasNoFile,
  TaskNotFound,
  TaskNotRepeatable,
} from './tasks.errors';
export { RUN_TASK } from './tasks.jobs';
export { TaskRunsModule, TasksModule } from './tasks.module';
export { TasksReader } from './tasks.reader';
export { TasksService, type NewTask } from './tasks.service';
export { HEARTBEAT_SECONDS, WorkerHeartbeats, type LivingWorker } from './worker-heartbeats';
