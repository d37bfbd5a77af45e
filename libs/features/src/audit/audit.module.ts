import { Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail';
import { AuditReader } from './audit.reader';
import { DeviceAuditReader } from './device-audit.reader';

@Module({
  providers: [AuditTrail, AuditReader, DeviceAuditReader],
  exports: [AuditTrail, AuditReader, DeviceAuditReader],
})
export class AuditModule {}
