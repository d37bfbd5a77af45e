import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Vocabularies that machines and later servers may extend. */
type OpenGroup =
  | 'activity'
  | 'paymentMethod'
  | 'orderFlag'
  | 'orderEvent'
  | 'source'
  | 'refundReason'
  | 'exceptionReason'
  | 'taskType'
  | 'taskStep'
  | 'materialType';

/** The word in the reader's language, or as it came when nobody has translated it yet. */
export function useOpenWord(): (group: OpenGroup, word: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (group, word) => {
      const key = `${group}.${word}`;
      return i18n.exists(key) ? String(t(key as never)) : word;
    },
    [t, i18n],
  );
}
