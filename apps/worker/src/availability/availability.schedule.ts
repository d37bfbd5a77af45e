import { SellableDays, SellableWatch } from '@coffee/features/availability';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class AvailabilitySchedule {
  constructor(
    private readonly watch: SellableWatch,
    private readonly days: SellableDays,
  ) {}

  @Every({ name: 'watch-what-sells', seconds: 30 })
  async look(): Promise<void> {
    await this.watch.sweep();
  }

  @Every({ name: 'sum-sellable-days', seconds: 60 })
  async sum(): Promise<void> {
    await this.days.sweep();
  }
}
