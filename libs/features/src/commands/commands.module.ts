import { DoorbellModule } from '@coffee/platform/doorbell';
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { DevicesModule } from '../devices';
import { IdempotencyKeys } from '../idempotency';
import { PackagesModule } from '../packages';
import { BatchesService } from './batches.service';
import { CommandMetrics } from './command-metrics.reader';
import { CommandNews } from './command-news';
import { CommandSweep } from './command-sweep.ingest';
import { CommandsReader } from './commands.reader';
import { CommandsService } from './commands.service';
import { CommandDelivery } from './delivery.ingest';
import { DeviceModels } from './device-models.service';
import { DispatchService } from './dispatch.service';
import { Rollouts } from './rollouts.service';
import { UpgradesService } from './upgrades.service';

const PROVIDERS = [
  BatchesService,
  CommandDelivery,
  CommandMetrics,
  CommandNews,
  CommandsReader,
  CommandsService,
  CommandSweep,
  DeviceModels,
  DispatchService,
  IdempotencyKeys,
  Rollouts,
  UpgradesService,
];

@Module({
  imports: [AuditModule, DevicesModule, DoorbellModule, PackagesModule],
  providers: PROVIDERS,
  exports: PROVIDERS,
})
export class CommandsModule {}
