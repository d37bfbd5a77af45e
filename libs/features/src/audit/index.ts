export { auditChange, type AuditChange } from './audit-changes';
export { AuditTrail, auditRow, type AuditRecord, type AuditRow } from './audit-trail';
export { AuditModule } from './audit.module';
export { DeviceAuditReader, deviceAuditSql } from './device-audit.reader';
export { AUDIT_LIST, auditConditions, AuditReader } from './audit.reader';
