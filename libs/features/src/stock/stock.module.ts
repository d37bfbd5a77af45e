import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { DevicesModule } from '../devices';
import { BinNews } from './bin-news';
import { BinsReader } from './bins.reader';
import { BinsService } from './bins.service';
import { StockForecasts } from './forecasts.service';
import { MaterialsIngest } from './materials.ingest';
import { MovementsReader } from './movements.reader';
import { PickListReader } from './pick-list.reader';
import { RefillsReader } from './refills.reader';
import { RefillsService } from './refills.service';
import { StockUsage } from './usage.reader';

const EXPORTED = [
  BinsReader,
  BinsService,
  MaterialsIngest,
  MovementsReader,
  PickListReader,
  RefillsReader,
  RefillsService,
  StockForecasts,
];

@Module({
  imports: [AuditModule, DevicesModule],
  providers: [...EXPORTED, BinNews, StockUsage],
  exports: EXPORTED,
})
export class StockModule {}
