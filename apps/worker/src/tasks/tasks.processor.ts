import { RUN_TASK, TaskRuns } from '@coffee/features/tasks';
import { Handles } from '@coffee/platform/queue';
import { Injectable } from '@nestjs/common';

@Injectable()
export class TasksProcessor {
  constructor(private readonly runs: TaskRuns) {}

  @Handles(RUN_TASK)
  async run(taskId: string): Promise<void> {
    await this.runs.run(taskId);
  }
}
