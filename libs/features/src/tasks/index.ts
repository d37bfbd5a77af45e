export { RunsTask, type TaskOutcome, type TaskRun, type TaskRunner } from './task-runners';
export { TaskRuns } from './task-runs';
export { defineTask, type TaskType } from './task-types';
export { TaskAlreadyEnded, TaskGivenUp, TaskNotFound } from './tasks.errors';
export { RUN_TASK } from './tasks.jobs';
export { TaskRunsModule, TasksModule } from './tasks.module';
export { TasksReader } from './tasks.reader';
export { TasksService, type NewTask } from './tasks.service';
export { HEARTBEAT_SECONDS, WorkerHeartbeats, type LivingWorker } from './worker-heartbeats';
