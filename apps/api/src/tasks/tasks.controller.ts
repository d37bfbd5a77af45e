import type { Page } from '@coffee/contract/paging';
import { Task, TaskDetail, TaskLogPage, TaskLogQuery, TaskQuery, TaskStarted } from '@coffee/contract/tasks';
import {
  TaskDetails,
  TaskFiles,
  TaskLogs,
  TaskReruns,
  TasksReader,
  TasksService,
} from '@coffee/features/tasks';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Answers, AnyRole, CurrentActor, IdempotencyKey, Needs, Raw, sendStoredFile } from '../http';
import { TaskId } from './task-id';

@Controller('tasks')
@AnyRole()
export class TasksController {
  constructor(
    private readonly reader: TasksReader,
    private readonly tasks: TasksService,
    private readonly files: TaskFiles,
    private readonly details: TaskDetails,
    private readonly logs: TaskLogs,
    private readonly reruns: TaskReruns,
  ) {}

  @Get()
  @Answers(Task, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: TaskQuery): Promise<Page<Task>> {
    return this.reader.list(actor, query);
  }

  /** With its steps, and what it repeats or is repeated by. */
  @Get(':id')
  @Answers(TaskDetail)
  get(@CurrentActor() actor: Actor, @Param('id', TaskId) taskId: string): Promise<TaskDetail> {
    return this.details.get(actor, taskId);
  }

  /** What the worker tells while it works: the newest lines, or those before or after one that is known. */
  @Get(':id/log')
  @Answers(TaskLogPage)
  log(
    @CurrentActor() actor: Actor,
    @Param('id', TaskId) taskId: string,
    @Query() query: TaskLogQuery,
  ): Promise<TaskLogPage> {
    return this.logs.read(actor, taskId, query);
  }

  /**
   * The same request again, as a new task that names this one; for those who may begin such work. Refused while it goes
   * on, and where what it was to read is gone.
   */
  @Post(':id/rerun')
  @HttpCode(202)
  @Needs('tasks.manage')
  @Answers(TaskStarted, { status: 202 })
  rerun(
    @CurrentActor() actor: Actor,
    @Param('id', TaskId) taskId: string,
    @IdempotencyKey() key?: string,
  ): Promise<TaskStarted> {
    return this.reruns.rerun(actor, taskId, key);
  }

  /** The file that the task made, until it expires. Ranges and `If-None-Match` are understood. */
  @Get(':id/download')
  @Needs('tasks.manage')
  @Raw('application/octet-stream')
  @Answers(null)
  async download(
    @CurrentActor() actor: Actor,
    @Param('id', TaskId) taskId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await sendStoredFile(await this.files.open(actor, taskId), request, response);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Needs('tasks.manage')
  @Answers(Task)
  cancel(@CurrentActor() actor: Actor, @Param('id', TaskId) taskId: string): Promise<Task> {
    return this.tasks.cancel(actor, taskId);
  }
}
