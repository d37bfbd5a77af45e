import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { ExportsModule } from '../exports';
import { TasksModule } from '../tasks';
import { AuditExports } from './audit-exports.service';

@Module({
  imports: [AuditModule, ExportsModule, TasksModule],
  providers: [AuditExports],
  exports: [AuditExports],
})
export class AuditExportsModule {}
