import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Alarm, BulkAlarms, BulkAlarmsAnswer } from '@coffee/contract/alarms';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { useUser } from '../../api/session';
import { hoursAhead } from '../../ui/alarms/alarm-acts';
import { useUndoOffer } from '../../ui/alarms/use-undo';
import { useSingleKeys } from '../../ui/single-keys';
import { showToast } from '../../ui/toasts';

export type BulkAct = Omit<BulkAlarms, 'ids'>;

interface Asked {
  body: BulkAlarms;
  /** The rows as they were. */
  before: Alarm[];
}

export interface Bulk {
  /** Chosen among the rows on the page; others do not count any more. */
  chosen: Set<number>;
  toggle: (id: number) => void;
  choose: (ids: number[]) => void;
  run: (act: BulkAct) => void;
  isPending: boolean;
  /** What could not be done last time. */
  failed: BulkAlarmsAnswer['failed'];
}

/** The row whose link has the focus, for keys without a choice. */
function focused(): number[] {
  const id = Number(document.activeElement?.getAttribute('data-alarm') ?? 0);
  return id > 0 ? [id] : [];
}

export function useBulk(rows: Alarm[], mayManage: boolean): Bulk {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useUser().id;
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const shown = new Set(rows.map(({ id }) => id));
  const chosen = new Set([...picked].filter((id) => shown.has(id)));
  const offerUndo = useUndoOffer();
  const { mutate, isPending, data } = useMutation({
    mutationFn: ({ body }: Asked) => api<BulkAlarmsAnswer>('POST', '/alarms/bulk', { body }),
    onSuccess: async ({ succeeded, failed }, { body: { action }, before }) => {
      if (succeeded.length > 0)
        tell(
          action,
          before.filter(({ id }) => succeeded.includes(id)),
        );
      setPicked(new Set(failed.map(({ id }) => id)));
      await client.invalidateQueries({ queryKey: queryKeys.alarms.all });
    },
    onError: (error) =>
      showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).requestId),
  });
  const tell = (action: BulkAlarms['action'], done: Alarm[]) => {
    const text = t(`alarmBulk.${action}`, { count: done.length });
    if (action === 'ack' || action === 'shelve') offerUndo(text, action, done);
    else showToast('ok', text);
  };
  const act = (ids: number[], body: BulkAct) => {
    if (mayManage && ids.length > 0 && !isPending)
      mutate({ body: { ids, ...body }, before: rows.filter(({ id }) => ids.includes(id)) });
  };
  const meant = () => (chosen.size > 0 ? [...chosen] : focused());
  useSingleKeys({
    a: () => act(meant(), { action: 'ack' }),
    m: () => act(meant(), { action: 'assign', user_id: me }),
    s: () => act(meant(), { action: 'shelve', until: hoursAhead(1) }),
  });
  return {
    chosen,
    toggle: (id) =>
      setPicked(
        (before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]),
      ),
    choose: (ids) => setPicked(new Set(ids)),
    run: (body) => act([...chosen], body),
    isPending,
    failed: data?.failed ?? [],
  };
}
