import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { ExportsModule } from '../exports';
import { TasksModule } from '../tasks';
import { ImportFiles } from './import-files.service';
import { MaterialExports } from './material-exports.service';
import { MaterialImportRuns } from './material-import-runs';
import { MaterialImports } from './material-imports.service';
import { MaterialsReader } from './materials.reader';
import { MaterialsService } from './materials.service';

const PROVIDERS = [
  ImportFiles,
  MaterialExports,
  MaterialImportRuns,
  MaterialImports,
  MaterialsReader,
  MaterialsService,
];

@Module({ imports: [AuditModule, ExportsModule, TasksModule], providers: PROVIDERS, exports: PROVIDERS })
export class MaterialsModule {}
