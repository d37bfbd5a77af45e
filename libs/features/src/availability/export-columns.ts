import { DeviceEntity, LocationEntity, MerchantEntity } from '@coffee/data/entities';
import type { Scope } from '@coffee/data/tenant-db';
import type { ExportColumn } from '../exports';

const column = (kind: ExportColumn['kind'], sql: string, en: string, zh: string): ExportColumn => ({
  kind,
  sql,
  header: { en, 'zh-CN': zh },
});
const seconds = (name: string, en: string, zh: string) =>
  column('number', `round(r.${name}_ms / 1000.0)`, en, zh);

/** A machine's day as a line of a table. Times are seconds; the parts add up to the opening time. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  column('word', 'r.day::text', 'Day', '日期'),
  column('text', 'r.device_id', 'Device', '设备编号'),
  column('text', 'd.alias', 'Name', '设备名称'),
  column('text', 'l.name', 'Location', '点位'),
  column('text', 'm.name', 'Merchant', '商户'),
  column(
    'number',
    'round(r.sellable_ms::numeric / nullif(r.open_ms - r.unknown_ms, 0), 4)',
    'Availability',
    '可用率',
  ),
  seconds('open', 'Open (s)', '营业（秒）'),
  seconds('sellable', 'Able to sell (s)', '可售（秒）'),
  seconds('offline', 'Offline (s)', '离线（秒）'),
  seconds('fault', 'Fault (s)', '故障（秒）'),
  seconds('maintenance', 'Maintenance (s)', '维护（秒）'),
  seconds('short', 'Materials missing (s)', '缺料（秒）'),
  seconds('blocked', 'Products blocked (s)', '停售（秒）'),
  seconds('unknown', 'Unknown (s)', '未知（秒）'),
  seconds('stockout', 'Stock-out (s)', '断料（秒）'),
  column('money', 'r.lost_minor', 'Lost sales', '损失销售额'),
];

export const EXPORT_JOINS = (scope: Scope): string => `
  left join devices d on d.device_id = r.device_id and ${scope(DeviceEntity, 'd')}
  left join locations l on l.id = r.location_id and ${scope(LocationEntity, 'l')}
  left join merchants m on m.id = r.merchant_id and ${scope(MerchantEntity, 'm')}`;
