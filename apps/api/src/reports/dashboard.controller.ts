import { AvailabilityQuery, AvailabilityReport } from '@coffee/contract/availability';
import {
  AttentionQuery,
  DashboardAlarms,
  DashboardAttention,
  DashboardFigures,
  DashboardHours,
  DashboardQuery,
  DashboardSummary,
} from '@coffee/contract/dashboard';
import { SellableTimeReader } from '@coffee/features/availability';
import { DashboardAttentionReader, DashboardPeriods, DashboardReader } from '@coffee/features/reports';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, Query } from '@nestjs/common';
import { AnyRole, Answers, CurrentActor } from '../http';

@Controller('dashboard')
@AnyRole()
export class DashboardController {
  constructor(
    private readonly dashboard: DashboardReader,
    private readonly periods: DashboardPeriods,
    private readonly waiting: DashboardAttentionReader,
    private readonly sellable: SellableTimeReader,
  ) {}

  /** The fleet and its money at one glance; days are days of the merchant's time zone. */
  @Get('summary')
  @Answers(DashboardSummary)
  summary(@CurrentActor() actor: Actor, @Query() query: DashboardQuery): Promise<DashboardSummary> {
    return this.dashboard.summary(actor, query);
  }

  /** What was sold in the days asked for, beside as many days before them. Without bounds the last 7 days. */
  @Get('figures')
  @Answers(DashboardFigures)
  figures(@CurrentActor() actor: Actor, @Query() query: DashboardQuery): Promise<DashboardFigures> {
    return this.periods.figures(actor, query);
  }

  /** When it is sold: by hour of the week, and the last day beside the same one a week before. */
  @Get('hours')
  @Answers(DashboardHours)
  hours(@CurrentActor() actor: Actor, @Query() query: DashboardQuery): Promise<DashboardHours> {
    return this.periods.hours(actor, query);
  }

  /** Which alarms opened in those days, the most frequent first. Parts of a site's incident are not counted. */
  @Get('alarms')
  @Answers(DashboardAlarms)
  alarms(@CurrentActor() actor: Actor, @Query() query: DashboardQuery): Promise<DashboardAlarms> {
    return this.periods.alarms(actor, query);
  }

  /** What waits for a person now, the most urgent first. */
  @Get('attention')
  @Answers(DashboardAttention)
  attention(@CurrentActor() actor: Actor, @Query() query: AttentionQuery): Promise<DashboardAttention> {
    return this.waiting.list(actor, query);
  }

  /**
   * How much of their opening time machines could sell: in touch, without a fault, with what the menu takes. Time in which
   * the system itself could not hear machines is told apart.
   */
  @Get('availability')
  @Answers(AvailabilityReport)
  availability(@CurrentActor() actor: Actor, @Query() query: AvailabilityQuery): Promise<AvailabilityReport> {
    return this.sellable.report(actor, query);
  }
}
