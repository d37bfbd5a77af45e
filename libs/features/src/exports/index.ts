export { type ExportColumn, FORMULA_STARTS } from './export-columns';
export { ExportWriter, type ExportedList } from './export-writer';
export { ExportsModule } from './exports.module';
