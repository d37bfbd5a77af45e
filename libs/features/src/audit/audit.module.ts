import { Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail';
import { AuditReader } from './audit.reader';

@Module({ providers: [AuditTrail, AuditReader], exports: [AuditTrail, AuditReader] })
export class AuditModule {}
