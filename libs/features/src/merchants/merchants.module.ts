import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { TasksModule } from '../tasks';
import { LocationsReader } from './locations.reader';
import { LocationsService } from './locations.service';
import { MerchantsReader } from './merchants.reader';
import { MerchantsService } from './merchants.service';

const PROVIDERS = [MerchantsReader, MerchantsService, LocationsReader, LocationsService];

@Module({ imports: [AuditModule, TasksModule], providers: PROVIDERS, exports: PROVIDERS })
export class MerchantsModule {}
