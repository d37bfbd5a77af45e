import { useTranslation } from 'react-i18next';

const NAMES = {
  code: 'materials.code',
  name: 'common.name',
  type: 'materials.type',
  unit: 'materials.unit',
  density: 'materials.density',
  cost_per_1000: 'materials.costPer1000',
  enabled: 'materials.enabled',
  row: 'materials.import.wholeRow',
} as const;

/** A field of an import in the reader's language; what is no field of ours as it came. */
export function useFieldName(): (field: string) => string {
  const { t } = useTranslation();
  return (field) => (Object.hasOwn(NAMES, field) ? t(NAMES[field as keyof typeof NAMES]) : field);
}
