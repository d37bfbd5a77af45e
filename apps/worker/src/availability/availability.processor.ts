import {
  type AvailabilityExport,
  AvailabilityExports,
  EXPORT_AVAILABILITY,
} from '@coffee/features/availability';
import { RunsTask, type TaskOutcome, type TaskRun } from '@coffee/features/tasks';
import { Injectable } from '@nestjs/common';

@Injectable()
export class AvailabilityProcessor {
  constructor(private readonly exports: AvailabilityExports) {}

  @RunsTask(EXPORT_AVAILABILITY)
  async export(params: AvailabilityExport, run: TaskRun): Promise<TaskOutcome> {
    return this.exports.run(params, run);
  }
}
