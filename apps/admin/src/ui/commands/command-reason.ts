import { useTranslation } from 'react-i18next';
import type { CommandErrorCode } from '@coffee/contract/commands';

/** Why a command ended as it did: in the reader's language when the server said it, else in the machine's own words. */
export function useCommandReason(): (said: string | null, code: CommandErrorCode | null) => string | null {
  const { t } = useTranslation();
  return (said, code) => (code === null ? said : t(`commandError.${code}`));
}
