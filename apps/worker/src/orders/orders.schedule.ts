import { OrderSweep, RefundRuns } from '@coffee/features/orders';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class OrdersSchedule {
  constructor(
    private readonly refunds: RefundRuns,
    private readonly orders: OrderSweep,
  ) {}

  @Every({ name: 'sweep-refunds', seconds: 5 })
  async sweepRefunds(): Promise<void> {
    await this.refunds.sweep();
  }

  @Every({ name: 'sweep-orders', seconds: 5 })
  async sweepOrders(): Promise<void> {
    await this.orders.sweep();
  }
}
