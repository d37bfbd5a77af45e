import { DoorbellModule } from '@coffee/platform/doorbell';
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { CommandsModule } from '../commands';
import { ExportsModule } from '../exports';
import { PaymentsModule } from '../payments';
import { TasksModule } from '../tasks';
import { OrderExports } from './order-exports.service';
import { OrderJudgements } from './order-judgements.service';
import { OrderSweep } from './order-sweep.service';
import { OrderIngest } from './orders.ingest';
import { OrdersReader } from './orders.reader';
import { OrdersService } from './orders.service';
import { ProductBlocks } from './product-blocks.service';
import { RefundClaims } from './refund-claims';
import { RefundNoticeListener } from './refund-notice.service';
import { RefundReservations } from './refund-reservations.service';
import { RefundRuns } from './refund-runs';
import { RefundSettlement } from './refund-settlement.service';
import { RefundsReader } from './refunds.reader';
import { RefundsService } from './refunds.service';

const EXPORTED = [
  OrderExports,
  OrderIngest,
  OrderJudgements,
  OrdersReader,
  OrdersService,
  OrderSweep,
  ProductBlocks,
  RefundRuns,
  RefundsReader,
  RefundsService,
];

@Module({
  imports: [AuditModule, CommandsModule, DoorbellModule, ExportsModule, PaymentsModule, TasksModule],
  providers: [...EXPORTED, RefundClaims, RefundNoticeListener, RefundReservations, RefundSettlement],
  exports: EXPORTED,
})
export class OrdersModule {}
