import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Alarm } from '@coffee/contract/alarms';
import { toApiError } from '../../api/api-error';
import { queryKeys } from '../../api/query-keys';
import { showToast, showUndoToast } from '../toasts';
import { takeBack, type UndoableAction } from './alarm-undo';

/** Says what was done and offers to take it back. `rows`: as they were before. */
export function useUndoOffer(): (text: string, action: UndoableAction, rows: readonly Alarm[]) => void {
  const { t } = useTranslation();
  const client = useQueryClient();
  const undo = async (action: UndoableAction, rows: readonly Alarm[]) => {
    try {
      const failed = await takeBack(action, rows);
      if (failed > 0) showToast('major', t('alarms.undoFailed', { count: failed }));
      else showToast('ok', t('alarms.undone'));
    } catch (error) {
      const { code, requestId } = toApiError(error);
      showToast('critical', t(`error.${code}`), requestId);
    }
    await client.invalidateQueries({ queryKey: queryKeys.alarms.all });
  };
  return (text, action, rows) => showUndoToast(text, () => void undo(action, rows));
}
