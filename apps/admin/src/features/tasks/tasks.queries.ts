import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { MAX_LOG_LINES, type TaskLogPage, type TaskStarted } from '@coffee/contract/tasks';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

const readLog = (id: string, place: { before?: number; after?: number }, signal?: AbortSignal) =>
  api<TaskLogPage>('GET', `/tasks/${id}/log`, { query: { ...place, limit: MAX_LOG_LINES }, signal });

/** Later lines behind those that are there; lines that the server has dropped meanwhile stay on screen. */
export function withLater(known: TaskLogPage, later: TaskLogPage): TaskLogPage {
  const last = known.items.at(-1)?.line ?? 0;
  const items = [...known.items, ...later.items.filter(({ line }) => line > last)];
  return { ...later, items, has_earlier: known.has_earlier };
}

/** The newest lines, and from then on what comes after them: asking again fetches nothing twice. */
export const taskLogQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.tasks.log(id),
    queryFn: async ({ client, signal }) => {
      let log = client.getQueryData<TaskLogPage>(queryKeys.tasks.log(id));
      const last = log?.items.at(-1)?.line;
      if (!log || last === undefined || log.log.expired) return readLog(id, {}, signal);
      do {
        log = withLater(log, await readLog(id, { after: log.items.at(-1)?.line ?? last }, signal));
      } while (log.has_later);
      return log;
    },
  });

/** Lines before the first one that is on screen. */
export function useEarlierLines(id: string) {
  const client = useQueryClient();
  const key = queryKeys.tasks.log(id);
  return useMutation({
    mutationFn: (before: number) => readLog(id, { before }),
    onSuccess: (earlier, before) =>
      client.setQueryData<TaskLogPage>(key, (known) =>
        known?.items[0]?.line === before
          ? { ...known, items: [...earlier.items, ...known.items], has_earlier: earlier.has_earlier }
          : known,
      ),
  });
}

interface Rerun {
  id: string;
  idempotencyKey: string;
}

/** `onStarted` is told even when the button is gone by then, for the task cannot be run again now. */
export function useRerun(onStarted: (taskId: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, idempotencyKey }: Rerun) =>
      api<TaskStarted>('POST', `/tasks/${id}/rerun`, { idempotencyKey }),
    onSuccess: ({ task_id }) => onStarted(task_id),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.tasks.all }),
  });
}
