export { INGEST } from './ingest-statements';
export { EXPORT_ORDERS, OrderExports, type OrderExport } from './order-exports.service';
export { AmbiguousOrder, OrderConflict, OrderNotFound } from './orders.errors';
export { OrderIngest, type OrderReceipt, type OrderState } from './orders.ingest';
export { OrdersModule } from './orders.module';
export { OrdersReader } from './orders.reader';
export { OrdersService } from './orders.service';
