import type { Page } from '@coffee/contract/paging';
import { Task, TaskQuery } from '@coffee/contract/tasks';
import { TaskFiles, TasksReader, TasksService } from '@coffee/features/tasks';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Answers, AnyRole, CurrentActor, Needs, Raw, sendStoredFile } from '../http';
import { TaskId } from './task-id';

@Controller('tasks')
@AnyRole()
export class TasksController {
  constructor(
    private readonly reader: TasksReader,
    private readonly tasks: TasksService,
    private readonly files: TaskFiles,
  ) {}

  @Get()
  @Answers(Task, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: TaskQuery): Promise<Page<Task>> {
    return this.reader.list(actor, query);
  }

  @Get(':id')
  @Answers(Task)
  get(@CurrentActor() actor: Actor, @Param('id', TaskId) taskId: string): Promise<Task> {
    return this.reader.get(actor, taskId);
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
