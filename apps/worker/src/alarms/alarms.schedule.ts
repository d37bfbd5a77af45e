import { AlarmSweep } from '@coffee/features/alarms';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class AlarmsSchedule {
  constructor(private readonly alarms: AlarmSweep) {}

  @Every({ name: 'sweep-alarms', seconds: 5 })
  async sweep(): Promise<void> {
    await this.alarms.sweep();
  }
}
