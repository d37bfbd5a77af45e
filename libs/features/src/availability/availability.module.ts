import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { DemandModule } from '../demand';
import { DevicesModule } from '../devices';
import { ExportsModule } from '../exports';
import { TasksModule } from '../tasks';
import { AvailabilityExports } from './availability-exports.service';
import { SellableDays } from './sellable-days.service';
import { SellableRecount } from './sellable-recount.service';
import { SellableTimeReader } from './sellable-time.reader';
import { SellableWatch } from './sellable-watch.service';

const PROVIDERS = [AvailabilityExports, SellableDays, SellableRecount, SellableTimeReader, SellableWatch];

@Module({
  imports: [AuditModule, DemandModule, DevicesModule, ExportsModule, TasksModule],
  providers: PROVIDERS,
  exports: PROVIDERS,
})
export class AvailabilityModule {}
