import type { ExportColumn } from '../exports';

const column = (kind: ExportColumn['kind'], sql: string, en: string, zh: string): ExportColumn => ({
  kind,
  sql,
  header: { en, 'zh-CN': zh },
});

/** An entry as a line of a table; what changed is JSON in one cell. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  column('number', 'a.id', 'Number', '编号'),
  column('time', 'a.created_at', 'Time', '时间'),
  column('word', 'a.source', 'Source', '来源'),
  column('text', 'a.actor_name', 'Actor', '操作者'),
  column('number', 'a.actor_id', 'Actor ID', '操作者编号'),
  column('text', 'a.action', 'Action', '操作'),
  column('text', 'a.target_type', 'Target type', '对象类型'),
  column('text', 'a.target_id', 'Target ID', '对象编号'),
  column('text', 'a.summary', 'Summary', '摘要'),
  column('text', 'a.before::text', 'Before', '变更前'),
  column('text', 'a.after::text', 'After', '变更后'),
  column('text', 'm.name', 'Merchant', '商户'),
  column('text', 'a.ip', 'Address', '地址'),
  column('text', 'a.request_id', 'Request ID', '请求编号'),
  // Of the seal: a line can be found again in the chain.
  column('number', 's.position', 'Place in the chain', '链上位置'),
  column('text', `encode(s.hash, 'hex')`, 'Seal', '封印'),
];

export const EXPORT_JOINS = `left join merchants m on m.id = a.merchant_id left join audit_seals s on s.entry_id = a.id`;
