import { DoorbellModule } from '@coffee/platform/doorbell';
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { OrderIngest } from './orders.ingest';
import { OrdersReader } from './orders.reader';
import { OrdersService } from './orders.service';

const PROVIDERS = [OrderIngest, OrdersReader, OrdersService];

@Module({ imports: [AuditModule, DoorbellModule], providers: PROVIDERS, exports: PROVIDERS })
export class OrdersModule {}
