// The columns of a file of materials: as exports write them and as imports know them.
import type { ExportColumn } from '../exports';

/** What an import takes from a row. */
export const IMPORT_FIELDS = ['code', 'name', 'type', 'unit', 'density', 'cost_per_1000', 'enabled'] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];
export const REQUIRED_FIELDS: readonly ImportField[] = ['code', 'name', 'type', 'unit'];

const HEADERS: Record<ImportField, { 'zh-CN': string; others: readonly string[] }> = {
  code: { 'zh-CN': '编码', others: ['material_code', '物料编码', '物料代码', '代码'] },
  name: { 'zh-CN': '名称', others: ['material_name', '物料名称'] },
  type: { 'zh-CN': '类型', others: ['material_type', '物料类型', '类别'] },
  unit: { 'zh-CN': '单位', others: ['计量单位'] },
  density: { 'zh-CN': '密度', others: [] },
  cost_per_1000: { 'zh-CN': '每千单位成本', others: ['cost', '成本'] },
  enabled: { 'zh-CN': '启用', others: ['is_enabled', '是否启用'] },
};

/** The reason in a file of bad rows: such a file is repaired and sent again as it is. */
export const REASON_HEADER = 'error';
const STOCK_HEADERS = {
  bins: '料盒数',
  devices: '设备数',
  capacity: '总容量',
  remaining: '总余量',
  low_bins: '低余量料盒数',
} as const;

const normal = (header: string): string =>
  header
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
const KNOWN = new Map<string, ImportField>(
  IMPORT_FIELDS.flatMap((field) =>
    [field, HEADERS[field]['zh-CN'], ...HEADERS[field].others].map(
      (header) => [normal(header), field] as const,
    ),
  ),
);
const OURS = new Set([REASON_HEADER, ...Object.entries(STOCK_HEADERS).flat()].map(normal));

/** Null for a column that means nothing to an import. */
export const fieldOf = (header: string): ImportField | null => KNOWN.get(normal(header)) ?? null;
/** Columns that our own files have and imports leave aside without a word. */
export const isOwnColumn = (header: string): boolean => OURS.has(normal(header));

const column = (kind: ExportColumn['kind'], sql: string, field: ImportField): ExportColumn => ({
  kind,
  sql,
  header: { en: field, 'zh-CN': HEADERS[field]['zh-CN'] },
});

export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  column('text', 'm.code', 'code'),
  column('text', 'm.name', 'name'),
  column('text', 'm.type', 'type'),
  column('text', 'm.unit', 'unit'),
  column('number', 'm.density', 'density'),
  column('money', 'm.cost_minor', 'cost_per_1000'),
  column('flag', 'm.enabled', 'enabled'),
];

export const STOCK_COLUMNS: readonly ExportColumn[] = Object.entries(STOCK_HEADERS).map(([name, zh]) => ({
  kind: 'number',
  sql: `coalesce(s.${name}, 0)`,
  header: { en: name, 'zh-CN': zh },
}));
