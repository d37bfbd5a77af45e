import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Alarm, AlarmAnswer } from '@coffee/contract/alarms';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { showToast } from '../toasts';
import { useUndoOffer } from './use-undo';

/** What can be done to one alarm, with the body that its route takes. */
export type AlarmAct =
  | { verb: 'ack' | 'close'; note?: string }
  | { verb: 'comment'; text: string }
  | { verb: 'assign'; user_id: number | null }
  | { verb: 'shelve'; until: string | null };

export const HOUR_MS = 3_600_000;
export const SHELF_HOURS = [1, 8, 24] as const;
export const hoursAhead = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString();

export function useAlarmAct(alarm: Alarm, onDone: (act: AlarmAct) => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offerUndo = useUndoOffer();
  return useMutation({
    mutationFn: ({ verb, ...body }: AlarmAct) =>
      api<AlarmAnswer>('POST', `/alarms/${alarm.id}/${verb}`, { body }),
    onSuccess: async (_answer, act) => {
      const text = t(`alarmDone.${act.verb}`);
      if (act.verb === 'ack' || act.verb === 'shelve') offerUndo(text, act.verb, [alarm]);
      else showToast('ok', text);
      onDone(act);
      await client.invalidateQueries({ queryKey: queryKeys.alarms.all });
    },
    onError: (error) =>
      showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).requestId),
  });
}
