import { AlarmDays, AlarmLosses, AlarmSweep } from '@coffee/features/alarms';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class AlarmsSchedule {
  constructor(
    private readonly alarms: AlarmSweep,
    private readonly losses: AlarmLosses,
    private readonly days: AlarmDays,
  ) {}

  @Every({ name: 'sweep-alarms', seconds: 5 })
  async sweep(): Promise<void> {
    await this.alarms.sweep();
  }

  @Every({ name: 'rank-alarms', seconds: 30 })
  async rank(): Promise<void> {
    await this.losses.sweep();
  }

  @Every({ name: 'count-alarm-days', seconds: 60 })
  async count(): Promise<void> {
    await this.days.sweep();
  }
}
