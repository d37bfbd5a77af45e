import { SellableDays, SellableRecount, SellableWatch } from '@coffee/features/availability';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class AvailabilitySchedule {
  constructor(
    private readonly watch: SellableWatch,
    private readonly days: SellableDays,
    private readonly recount: SellableRecount,
  ) {}

  @Every({ name: 'watch-what-sells', seconds: 30 })
  async look(): Promise<void> {
    await this.watch.sweep();
  }

  @Every({ name: 'sum-sellable-days', seconds: 60 })
  async sum(): Promise<void> {
    await this.days.sweep();
  }

  @Every({ name: 'fill-stock-outs', seconds: 60 })
  async fill(): Promise<void> {
    await this.recount.fillStockouts();
  }
}
