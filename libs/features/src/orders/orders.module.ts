import { DoorbellModule } from '@coffee/platform/doorbell';
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { ExportsModule } from '../exports';
import { TasksModule } from '../tasks';
import { OrderExports } from './order-exports.service';
import { OrderIngest } from './orders.ingest';
import { OrdersReader } from './orders.reader';
import { OrdersService } from './orders.service';

const PROVIDERS = [OrderExports, OrderIngest, OrdersReader, OrdersService];

@Module({
  imports: [AuditModule, DoorbellModule, ExportsModule, TasksModule],
  providers: PROVIDERS,
  exports: PROVIDERS,
})
export class OrdersModule {}
