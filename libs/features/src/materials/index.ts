export { type ImportFile, ImportFiles } from './import-files.service';
export { MaterialExports } from './material-exports.service';
export { MaterialImportRuns } from './material-import-runs';
export {
  IMPORT_MATERIALS,
  type ImportOrder,
  type MaterialImport,
  MaterialImports,
} from './material-imports.service';
export { toMaterial } from './materials.mapper';
export { MaterialsModule } from './materials.module';
export { MaterialsReader } from './materials.reader';
export { MaterialsService } from './materials.service';
