import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { AlarmOutboxModule } from '../notifications';
import { AlarmMetrics } from './alarm-metrics.reader';
import { AlarmRulesService } from './alarm-rules.service';
import { AlarmSweep } from './alarm-sweep.ingest';
import { AlarmsReader } from './alarms.reader';
import { AlarmsService } from './alarms.service';

const PROVIDERS = [AlarmRulesService, AlarmsReader, AlarmsService, AlarmSweep];

@Module({
  imports: [AuditModule, AlarmOutboxModule],
  providers: [...PROVIDERS, AlarmMetrics],
  exports: PROVIDERS,
})
export class AlarmsModule {}
