import { TaskFiles, TaskLogs, TaskRuns } from '@coffee/features/tasks';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class TasksSchedule {
  constructor(
    private readonly runs: TaskRuns,
    private readonly files: TaskFiles,
    private readonly logs: TaskLogs,
  ) {}

  @Every({ name: 'sweep-tasks', seconds: 5 })
  async sweep(): Promise<void> {
    await this.runs.sweep();
  }

  @Every({ name: 'purge-task-files', seconds: 300 })
  async purge(): Promise<void> {
    await this.files.purge();
  }

  @Every({ name: 'purge-task-logs', seconds: 300 })
  async purgeLogs(): Promise<void> {
    await this.logs.purge();
  }
}
