import { AuditExports, EXPORT_AUDIT, type AuditExport } from '@coffee/features/audit-exports';
import { RunsTask, type TaskOutcome, type TaskRun } from '@coffee/features/tasks';
import { Injectable } from '@nestjs/common';

@Injectable()
export class AuditProcessor {
  constructor(private readonly exports: AuditExports) {}

  @RunsTask(EXPORT_AUDIT)
  async export(params: AuditExport, run: TaskRun): Promise<TaskOutcome> {
    return this.exports.run(params, run);
  }
}
