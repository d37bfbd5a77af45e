import type { ExportColumn } from '../exports';

const column = (kind: ExportColumn['kind'], sql: string, en: string, zh: string): ExportColumn => ({
  kind,
  sql,
  header: { en, 'zh-CN': zh },
});

export const EXPORT_JOINS = `left join devices d on d.device_id = o.device_id
  left join merchants m on m.id = o.merchant_id left join locations l on l.id = o.location_id`;

/** An order as a line of a table. Amounts are in the order's currency. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  column('number', 'o.id', 'Number', '编号'),
  column('text', 'o.order_id', 'Order ID', '订单号'),
  column('time', 'o.device_ts', 'Sold at', '销售时间'),
  column('text', 'o.device_id', 'Device ID', '设备编号'),
  column('text', 'd.alias', 'Device', '设备'),
  column('text', 'm.name', 'Merchant', '商户'),
  column('text', 'l.name', 'Location', '点位'),
  column('text', 'o.address', 'Address', '地址'),
  column('text', 'o.items_summary', 'Items', '商品'),
  column('money', 'o.total_minor', 'Total', '总额'),
  column('money', 'o.refunded_minor', 'Refunded', '已退款'),
  column('text', 'o.currency', 'Currency', '币种'),
  column('text', 'o.payment_method', 'Payment method', '支付方式'),
  column('word', 'o.payment_status', 'Payment', '支付状态'),
  column('text', 'o.payment_txn_id', 'Transaction ID', '交易号'),
  column('word', 'o.fulfilment_status', 'Making', '制作状态'),
  column('text', 'o.failure_reason', 'Failure', '失败原因'),
  column('flag', 'o.is_test', 'Test', '测试订单'),
  column('flag', 'o.is_exception', 'For review', '待复核'),
  column('text', 'o.exception_reason', 'Review reason', '复核原因'),
  column('text', `array_to_string(o.flags, ' ')`, 'Flags', '标记'),
  column('time', 'o.created_at', 'Stored at', '入库时间'),
];
