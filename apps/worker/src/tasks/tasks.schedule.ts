import { TaskRuns } from '@coffee/features/tasks';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class TasksSchedule {
  constructor(private readonly runs: TaskRuns) {}

  @Every({ name: 'sweep-tasks', seconds: 5 })
  async sweep(): Promise<void> {
    await this.runs.sweep();
  }
}
