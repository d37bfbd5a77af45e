export type { ExportColumn } from './export-columns';
export { ExportWriter, type ExportedList } from './export-writer';
export { ExportsModule } from './exports.module';
