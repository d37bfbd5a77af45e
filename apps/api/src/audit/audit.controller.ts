import { AuditEntry, AuditExportQuery, AuditQuery, AuditVerification } from '@coffee/contract/audit';
import type { Page } from '@coffee/contract/paging';
import { TaskStarted } from '@coffee/contract/tasks';
import { AuditReader } from '@coffee/features/audit';
import { AuditVerifications } from '@coffee/features/audit-chain';
import { AuditExports } from '@coffee/features/audit-exports';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, HttpCode, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Answers, CurrentActor, IdempotencyKey, Needs } from '../http';
import { untilHungUp } from './hung-up';

@Controller('audit')
@Needs('audit.read')
export class AuditController {
  constructor(
    private readonly reader: AuditReader,
    private readonly verifications: AuditVerifications,
    private readonly exports: AuditExports,
  ) {}

  /** Who changed what, newest first. A person of one merchant sees the entries of that merchant. */
  @Get()
  @Answers(AuditEntry, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: AuditQuery): Promise<Page<AuditEntry>> {
    return this.reader.list(actor, query);
  }

  /**
   * Reads the whole chain and names the first broken entry. It takes seconds for a million entries; who asks while
   * another waits shares that pass. Only for people who see all merchants.
   */
  @Get('verify')
  @Answers(AuditVerification)
  verify(@CurrentActor() actor: Actor, @Req() request: Request): Promise<AuditVerification> {
    return untilHungUp(request, (hungUp) => this.verifications.verify(actor, hungUp));
  }

  /** Begins to write all entries that match into a CSV, behind the scenes: watch the task, then fetch its file. */
  @Get('export')
  @HttpCode(202)
  @Answers(TaskStarted, { status: 202 })
  export(
    @CurrentActor() actor: Actor,
    @Query() query: AuditExportQuery,
    @IdempotencyKey() key?: string,
  ): Promise<TaskStarted> {
    return this.exports.start(actor, query, key);
  }
}
