export { type ExportColumn, FORMULA_STARTS, plainCell, safeCell } from './export-columns';
export { BYTE_ORDER_MARK, ExportWriter, type ExportedList } from './export-writer';
export { ExportsModule } from './exports.module';
