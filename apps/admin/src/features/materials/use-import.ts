import { useEffect, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ImportAnswer, ImportResult } from '@coffee/contract/materials';
import type { Task } from '@coffee/contract/tasks';
import { useActKey } from '../../api/act-key';
import { queryKeys } from '../../api/query-keys';
import { isActive, taskQuery } from '../../api/tasks';
import { sendImport } from './materials.queries';

/** What came of a run, short or long. */
export interface Outcome {
  result: ImportResult;
  /** Where the bad rows are; null when there are none. */
  badTaskId: string | null;
}

export interface Run {
  start: (file: File, overwrite: boolean) => void;
  reset: () => void;
  isBusy: boolean;
  error: Error | null;
  /** The work of a long file, while it goes on and when it ends badly. */
  task: Task | null;
  outcome: Outcome | null;
}

/** One way of sending a file: to have it checked, or to have it done. A long one becomes a task, which is watched. */
export function useRun(dryRun: boolean): Run {
  const client = useQueryClient();
  const keyOf = useActKey();
  // The same file chosen anew is another act; a second press of one button is not.
  const [attempt, setAttempt] = useState(0);
  const send = useMutation({
    mutationFn: ({ file, overwrite }: { file: File; overwrite: boolean }) => {
      // A check may be asked for again and again: materials change in between.
      const act = [file.name, file.size, file.lastModified, overwrite, attempt];
      return sendImport({ file, overwrite, dryRun, ...(dryRun ? {} : { idempotencyKey: keyOf(act) }) });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.tasks.all }),
  });
  const taskId = longTaskOf(send.data);
  const watched = useQuery({ ...taskQuery(taskId ?? ''), enabled: taskId !== null });
  const task = taskId === null ? null : (watched.data ?? null);
  return {
    start: (file, overwrite) => send.mutate({ file, overwrite }),
    reset: () => {
      setAttempt((last) => last + 1);
      send.reset();
    },
    isBusy: send.isPending || isUnderWay(taskId, task),
    error: send.error,
    task: task?.status === 'success' ? null : task,
    outcome: taskId === null ? outcomeOf(send.data) : outcomeOfTask(task),
  };
}

const isUnderWay = (taskId: string | null, task: Task | null): boolean =>
  taskId !== null && (task === null || isActive(task));

/** The work of a file that was too long to be done at once. */
function longTaskOf(answer: ImportAnswer | undefined): string | null {
  return answer && answer.total_rows === undefined ? answer.task_id : null;
}

function outcomeOf(answer: ImportAnswer | undefined): Outcome | null {
  return answer ? { result: answer as ImportResult, badTaskId: answer.task_id } : null;
}

function outcomeOfTask(task: Task | null): Outcome | null {
  if (task?.status !== 'success' || !task.result) return null;
  return { result: task.result as unknown as ImportResult, badTaskId: task.file ? task.task_id : null };
}

export const IMPORT_STEPS = ['file', 'check', 'done'] as const;
export type ImportStep = (typeof IMPORT_STEPS)[number];

export interface Import {
  file: File | null;
  overwrite: boolean;
  step: ImportStep;
  check: Run;
  run: Run;
  /** Takes another file and has it checked. */
  take: (file: File) => void;
  choose: (overwrite: boolean) => void;
  commit: () => void;
  startOver: () => void;
}

export function useImport(): Import {
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  const check = useRun(true);
  const run = useRun(false);
  const hasEnded = run.outcome !== null;
  useEffect(() => {
    if (hasEnded) void client.invalidateQueries({ queryKey: queryKeys.materials.all });
  }, [hasEnded, client]);
  const hasBegun = run.isBusy || run.task !== null || hasEnded;
  return {
    file,
    overwrite,
    step: hasBegun ? 'done' : file ? 'check' : 'file',
    check,
    run,
    take: (next) => {
      setFile(next);
      run.reset();
      check.start(next, overwrite);
    },
    choose: (next) => {
      setOverwrite(next);
      if (file) check.start(file, next);
    },
    commit: () => file && run.start(file, overwrite),
    startOver: () => {
      setFile(null);
      check.reset();
      run.reset();
    },
  };
}
