import { DashboardQuery, DashboardSummary } from '@coffee/contract/dashboard';
import { DashboardReader } from '@coffee/features/reports';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, Query } from '@nestjs/common';
import { AnyRole, Answers, CurrentActor } from '../http';

@Controller('dashboard')
@AnyRole()
export class DashboardController {
  constructor(private readonly dashboard: DashboardReader) {}

  /** The fleet and its money at one glance; days are days of the merchant's time zone. */
  @Get('summary')
  @Answers(DashboardSummary)
  summary(@CurrentActor() actor: Actor, @Query() query: DashboardQuery): Promise<DashboardSummary> {
    return this.dashboard.summary(actor, query);
  }
}
