import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/format';
import { instantsOf, type Instants, type RangeValues } from './range';
import { RangePicker } from './range-picker';

interface Props {
  values: RangeValues;
  set: (range: Pick<RangeValues, keyof RangeValues>) => void;
}

/** The span of days of a list that has RANGE_FIELDS, or none. */
export function ListRange({ values, set }: Props) {
  const { t } = useTranslation();
  const { zone } = useFormat();
  return (
    <RangePicker any={t('range.all')} value={values} onChange={(range) => set({ ...range })} zone={zone} />
  );
}

/** What that span means where the reader's days begin. */
export function useListInstants(values: RangeValues): Instants {
  const { zone } = useFormat();
  return useMemo(() => instantsOf(values, zone), [values, zone]);
}
