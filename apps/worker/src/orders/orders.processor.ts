import { JUDGE_ORDER, OrderJudgements, RefundRuns, SEND_REFUND } from '@coffee/features/orders';
import { Handles } from '@coffee/platform/queue';
import { Injectable } from '@nestjs/common';

@Injectable()
export class OrdersProcessor {
  constructor(
    private readonly refunds: RefundRuns,
    private readonly judgements: OrderJudgements,
  ) {}

  @Handles(SEND_REFUND)
  async send(refundId: string): Promise<void> {
    await this.refunds.run(refundId);
  }

  @Handles(JUDGE_ORDER)
  async judge(orderKey: string): Promise<void> {
    await this.judgements.judge(Number(orderKey));
  }
}
