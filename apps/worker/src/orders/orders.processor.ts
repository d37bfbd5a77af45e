import {
  EXPORT_ORDERS,
  JUDGE_ORDER,
  OrderExports,
  type OrderExport,
  OrderJudgements,
  RefundRuns,
  SEND_REFUND,
} from '@coffee/features/orders';
import { RunsTask, type TaskOutcome, type TaskRun } from '@coffee/features/tasks';
import { Handles } from '@coffee/platform/queue';
import { Injectable } from '@nestjs/common';

@Injectable()
export class OrdersProcessor {
  constructor(
    private readonly refunds: RefundRuns,
    private readonly judgements: OrderJudgements,
    private readonly exports: OrderExports,
  ) {}

  @Handles(SEND_REFUND)
  async send(refundId: string): Promise<void> {
    await this.refunds.run(refundId);
  }

  @Handles(JUDGE_ORDER)
  async judge(orderKey: string): Promise<void> {
    await this.judgements.judge(Number(orderKey));
  }

  @RunsTask(EXPORT_ORDERS)
  async export(params: OrderExport, run: TaskRun): Promise<TaskOutcome> {
    return this.exports.run(params, run);
  }
}
