import type { Page } from '@coffee/contract/paging';
import { Task, TaskQuery } from '@coffee/contract/tasks';
import { TasksReader, TasksService } from '@coffee/features/tasks';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, Roles } from '../http';
import { TaskId } from './task-id';

@Controller('tasks')
@AnyRole()
export class TasksController {
  constructor(
    private readonly reader: TasksReader,
    private readonly tasks: TasksService,
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

  @Post(':id/cancel')
  @HttpCode(200)
  @Roles('admin', 'ops')
  @Answers(Task)
  cancel(@CurrentActor() actor: Actor, @Param('id', TaskId) taskId: string): Promise<Task> {
    return this.tasks.cancel(actor, taskId);
  }
}
