export { INGEST } from './ingest-statements';
export { EXPORT_ORDERS, OrderExports, type OrderExport } from './order-exports.service';
export { OrderJudgements } from './order-judgements.service';
export { OrderSweep } from './order-sweep.service';
export {
  AmbiguousOrder,
  OrderConflict,
  OrderNotFound,
  ProviderNotConfigured,
  RefundNotAllowed,
  RefundNotFound,
} from './orders.errors';
export { OrderIngest, type OrderReceipt, type OrderState } from './orders.ingest';
export { OrdersModule } from './orders.module';
export { OrdersReader } from './orders.reader';
export { OrdersService } from './orders.service';
export { ProductBlocks } from './product-blocks.service';
export {
  type LedgerDifference,
  type OrderSumDifference,
  orderSumDifferences,
  RefundLedger,
} from './refund-ledger.reader';
export { RefundRuns } from './refund-runs';
export { JUDGE_ORDER, SEND_REFUND } from './refunds.jobs';
export { RefundsReader, UNSETTLED_REFUND } from './refunds.reader';
export { RefundsService } from './refunds.service';
