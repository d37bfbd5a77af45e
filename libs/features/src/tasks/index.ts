export { EXPORTS_FOLDER, TaskFiles, type Download } from './task-files.service';
export type { TaskFileRecord } from './task-claims';
export { TaskRequesters } from './task-requesters';
export { RunsTask, type Counted, type TaskOutcome, type TaskRun, type TaskRunner } from './task-runners';
export { TaskRuns } from './task-runs';
export { defineTask, type TaskType } from './task-types';
export {
  RequesterNotAllowed,
  TaskAlreadyEnded,
  TaskFileExpired,
  TaskGivenUp,
  TaskHasNoFile,
  TaskNotFound,
} from './tasks.errors';
export { RUN_TASK } from './tasks.jobs';
export { TaskRunsModule, TasksModule } from './tasks.module';
export { TasksReader } from './tasks.reader';
export { TasksService, type NewTask } from './tasks.service';
export { HEARTBEAT_SECONDS, WorkerHeartbeats, type LivingWorker } from './worker-heartbeats';
