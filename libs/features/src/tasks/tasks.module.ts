import { StorageModule } from '@coffee/platform/storage';
import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuditModule } from '../audit';
import { TaskClaims } from './task-claims';
import { TaskDetails } from './task-details.reader';
import { TaskFiles } from './task-files.service';
import { TaskLogs } from './task-logs.service';
import { TaskRequesters } from './task-requesters';
import { TaskReruns } from './task-reruns.service';
import { TaskRunners } from './task-runners';
import { TaskRuns } from './task-runs';
import { TasksReader } from './tasks.reader';
import { TasksService } from './tasks.service';
import { WorkerHeartbeats } from './worker-heartbeats';

const PROVIDERS = [
  TasksService,
  TasksReader,
  TaskDetails,
  TaskFiles,
  TaskLogs,
  TaskRequesters,
  TaskReruns,
  WorkerHeartbeats,
];

/** Starting, watching, canceling, fetching: for the API and the command line. */
@Module({ imports: [AuditModule, StorageModule], providers: PROVIDERS, exports: PROVIDERS })
export class TasksModule {}

/** Doing: for the worker. Its boot check wants a runner for each kind of task. */
@Module({
  imports: [TasksModule, DiscoveryModule],
  providers: [TaskClaims, TaskRunners, TaskRuns],
  exports: [TaskRuns, TasksModule],
})
export class TaskRunsModule {}
