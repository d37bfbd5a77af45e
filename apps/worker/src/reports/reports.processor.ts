import { SellableRecount } from '@coffee/features/availability';
import { SalesHours } from '@coffee/features/demand';
import { REBUILD_ROLLUPS, RollupsService, type RebuildRollupsParams } from '@coffee/features/reports';
import { RunsTask, type TaskRun } from '@coffee/features/tasks';
import { Injectable } from '@nestjs/common';

@Injectable()
export class ReportsProcessor {
  constructor(
    private readonly rollups: RollupsService,
    private readonly hours: SalesHours,
    private readonly sellable: SellableRecount,
  ) {}

  @RunsTask(REBUILD_ROLLUPS)
  async rebuild({ merchant_id, from_day, to_day }: RebuildRollupsParams, run: TaskRun): Promise<void> {
    await this.rollups.rebuild(merchant_id, from_day, to_day, (done, total) =>
      run.progress((done / total) * 100),
    );
    await run.step('sales_hours');
    await this.hours.rebuild(merchant_id);
    await run.step('sellable_time');
    await this.sellable.rebuild(merchant_id, from_day, to_day);
  }
}
