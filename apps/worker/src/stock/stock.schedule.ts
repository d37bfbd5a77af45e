import { StockForecasts } from '@coffee/features/stock';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class StockSchedule {
  constructor(private readonly forecasts: StockForecasts) {}

  @Every({ name: 'forecast-stock', seconds: 30 })
  async forecast(): Promise<void> {
    await this.forecasts.sweep();
  }
}
