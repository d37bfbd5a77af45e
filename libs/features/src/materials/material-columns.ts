// The columns of a file of materials: as exports write them and as imports know them.
import { IMPORT_FIELDS, type ImportField } from '@coffee/contract/import-mapping';
import type { ExportColumn } from '../exports';

export { IMPORT_FIELDS, type ImportField, REQUIRED_FIELDS } from '@coffee/contract/import-mapping';

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
/** Words that mean a field often enough to be offered for it, and not often enough to be taken for it. */
const HINTS: Partial<Record<ImportField, readonly string[]>> = {
  code: ['id', 'sku', 'no', 'number', '编号'],
  name: ['title', 'description', '名'],
  type: ['kind', 'category', 'group', '种类', '分类'],
  unit: ['uom', 'units'],
  cost_per_1000: ['price', '价'],
  enabled: ['active', 'status', '状态'],
};
const WORDS: readonly { field: ImportField; word: string }[] = [
  ...[...KNOWN].map(([word, field]) => ({ field, word })),
  ...IMPORT_FIELDS.flatMap((field) => (HINTS[field] ?? []).map((word) => ({ field, word }))),
];
// Chinese has no blanks between its words.
const stands = (word: string, header: string): boolean =>
  /^\w+$/.test(word) ? `_${header}_`.includes(`_${word}_`) : header.includes(word);

/** What a header may mean that is not known: the longest known word in it, of fields that are still free. */
export function likelyFieldOf(header: string, free: ReadonlySet<ImportField>): ImportField | null {
  const words = header.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_');
  const found = WORDS.filter(({ field, word }) => free.has(field) && stands(word, words));
  return found.sort((a, b) => b.word.length - a.word.length)[0]?.field ?? null;
}

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
