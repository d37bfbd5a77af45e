export { AlarmDays } from './alarm-days.service';
export { AlarmLosses } from './alarm-losses.service';
export { AlarmRulesService } from './alarm-rules.service';
export { AlarmSweep, type SweptAlarm } from './alarm-sweep.ingest';
export { AlarmNotFound, AlarmStateConflict } from './alarms.errors';
export { AlarmsModule } from './alarms.module';
export { AlarmsReader } from './alarms.reader';
export { AlarmsService } from './alarms.service';
