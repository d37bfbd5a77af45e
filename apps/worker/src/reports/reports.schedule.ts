import { SalesHours } from '@coffee/features/demand';
import { AvailabilityService } from '@coffee/features/reports';
import { Clock } from '@coffee/platform/clock';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class ReportsSchedule {
  constructor(
    private readonly availability: AvailabilityService,
    private readonly hours: SalesHours,
    private readonly clock: Clock,
  ) {}

  @Every({ name: 'roll-up-availability', seconds: 60 })
  async rollUp(): Promise<void> {
    await this.availability.rollUp(this.clock.now());
  }

  @Every({ name: 'sum-sales-hours', seconds: 60 })
  async sumHours(): Promise<void> {
    await this.hours.sweep();
  }

  @Every({ name: 'forget-sales-hours', seconds: 3600 })
  async forgetHours(): Promise<void> {
    await this.hours.forget();
  }
}
