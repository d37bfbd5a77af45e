export { type ExportColumn, FORMULA_STARTS, plainCell, safeCell } from './export-columns';
export { BYTE_ORDER_MARK, EXPORT_STEPS, ExportWriter, type ExportedList } from './export-writer';
export { ExportsModule } from './exports.module';
