import { EXPORT_ORDERS, OrderExports, type OrderExport } from '@coffee/features/orders';
import { RunsTask, type TaskOutcome, type TaskRun } from '@coffee/features/tasks';
import { Injectable } from '@nestjs/common';

@Injectable()
export class OrdersProcessor {
  constructor(private readonly exports: OrderExports) {}

  @RunsTask(EXPORT_ORDERS)
  async export(params: OrderExport, run: TaskRun): Promise<TaskOutcome> {
    return this.exports.run(params, run);
  }
}
