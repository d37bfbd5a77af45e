import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { DemandModule } from '../demand';
import { AlarmOutboxModule } from '../notifications';
import { AlarmDays } from './alarm-days.service';
import { AlarmLosses } from './alarm-losses.service';
import { AlarmMetrics } from './alarm-metrics.reader';
import { AlarmRulesService } from './alarm-rules.service';
import { AlarmSweep } from './alarm-sweep.ingest';
import { AlarmsReader } from './alarms.reader';
import { AlarmsService } from './alarms.service';

const PROVIDERS = [AlarmDays, AlarmLosses, AlarmRulesService, AlarmsReader, AlarmsService, AlarmSweep];

@Module({
  imports: [AuditModule, AlarmOutboxModule, DemandModule],
  providers: [...PROVIDERS, AlarmMetrics],
  exports: PROVIDERS,
})
export class AlarmsModule {}
