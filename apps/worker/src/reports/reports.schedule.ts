import { AvailabilityService } from '@coffee/features/reports';
import { Clock } from '@coffee/platform/clock';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class ReportsSchedule {
  constructor(
    private readonly availability: AvailabilityService,
    private readonly clock: Clock,
  ) {}

  @Every({ name: 'roll-up-availability', seconds: 60 })
  async rollUp(): Promise<void> {
    await this.availability.rollUp(this.clock.now());
  }
}
