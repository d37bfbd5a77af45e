import { AuditEntry, AuditQuery } from '@coffee/contract/audit';
import type { Page } from '@coffee/contract/paging';
import { AuditReader } from '@coffee/features/audit';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, Query } from '@nestjs/common';
import { Answers, CurrentActor, Roles } from '../http';

@Controller('audit')
@Roles('admin', 'ops')
export class AuditController {
  constructor(private readonly reader: AuditReader) {}

  @Get()
  @Answers(AuditEntry, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: AuditQuery): Promise<Page<AuditEntry>> {
    return this.reader.list(actor, query);
  }
}
