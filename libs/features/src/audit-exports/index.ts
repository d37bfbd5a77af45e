export { AuditExportsModule } from './audit-exports.module';
export { AuditExports, EXPORT_AUDIT, type AuditExport } from './audit-exports.service';
