import { AlarmEchoes, DeliveryPlanner, DeliveryRuns } from '@coffee/features/notifications';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class NotificationsSchedule {
  constructor(
    private readonly planner: DeliveryPlanner,
    private readonly runs: DeliveryRuns,
    private readonly echoes: AlarmEchoes,
  ) {}

  @Every({ name: 'plan-notifications', seconds: 2 })
  async plan(): Promise<void> {
    await this.planner.plan();
    await this.runs.sweep();
  }

  @Every({ name: 'echo-alarms', seconds: 30 })
  async echo(): Promise<void> {
    await this.echoes.sweep();
  }

  @Every({ name: 'forget-notifications', seconds: 3600 })
  async forget(): Promise<void> {
    await this.runs.forget();
  }
}
