import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TaskClaims } from './task-claims';
import { TaskRunners } from './task-runners';
import { TaskRuns } from './task-runs';
import { TasksReader } from './tasks.reader';
import { TasksService } from './tasks.service';
import { WorkerHeartbeats } from './worker-heartbeats';

/** Starting, watching and canceling: for the API and the command line. */
@Module({
  providers: [TasksService, TasksReader, WorkerHeartbeats],
  exports: [TasksService, TasksReader, WorkerHeartbeats],
})
export class TasksModule {}

/** Doing: for the worker. Its boot check wants a runner for each kind of task. */
@Module({
  imports: [TasksModule, DiscoveryModule],
  providers: [TaskClaims, TaskRunners, TaskRuns],
  exports: [TaskRuns, TasksModule],
})
export class TaskRunsModule {}
