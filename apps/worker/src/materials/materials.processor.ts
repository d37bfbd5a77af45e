import { IMPORT_MATERIALS, type MaterialImport, MaterialImportRuns } from '@coffee/features/materials';
import { RunsTask, type TaskOutcome, type TaskRun } from '@coffee/features/tasks';
import { Injectable } from '@nestjs/common';

@Injectable()
export class MaterialsProcessor {
  constructor(private readonly imports: MaterialImportRuns) {}

  @RunsTask(IMPORT_MATERIALS)
  async import(params: MaterialImport, run: TaskRun): Promise<TaskOutcome> {
    return this.imports.run(params, run);
  }
}
