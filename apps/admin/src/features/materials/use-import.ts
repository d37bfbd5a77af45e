import { useEffect, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ImportMapping } from '@coffee/contract/import-mapping';
import type { ImportAnswer, ImportColumn, ImportResult } from '@coffee/contract/materials';
import type { Task } from '@coffee/contract/tasks';
import { useActKey } from '../../api/act-key';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { isActive, taskQuery } from '../../api/tasks';
import { columnsIn, keepMapping, keptMapping } from './import-mapping';
import { type ImportOrder, sendImport } from './materials.queries';

/** What came of a run, short or long. */
export interface Outcome {
  result: ImportResult;
  /** Where the bad rows are; null when there are none. */
  badTaskId: string | null;
}

type Sending = Pick<ImportOrder, 'file' | 'overwrite' | 'mapping'>;

export interface Run {
  start: (sending: Sending) => void;
  reset: () => void;
  isBusy: boolean;
  error: Error | null;
  /** The work of a long file, while it goes on and when it ends badly. */
  task: Task | null;
  outcome: Outcome | null;
  /** Those of the file, known before a long one has been read. */
  columns: ImportColumn[] | null;
  /** What they were said to be. */
  mapping: ImportMapping | null;
}

/** One way of sending a file: to have it checked, or to have it done. A long one becomes a task, which is watched. */
export function useRun(dryRun: boolean): Run {
  const client = useQueryClient();
  const keyOf = useActKey();
  // The same file chosen anew is another act; a second press of one button is not.
  const [attempt, setAttempt] = useState(0);
  const send = useMutation({
    mutationFn: (sending: Sending) => {
      if (dryRun) return sendCheck({ ...sending, dryRun });
      // A check may be asked for again and again: materials change in between.
      const { file, overwrite, mapping } = sending;
      const idempotencyKey = keyOf([file.name, file.size, file.lastModified, overwrite, mapping, attempt]);
      return sendAs({ ...sending, dryRun, idempotencyKey });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.tasks.all }),
  });
  const { data, error } = send;
  const long = useLong(data?.answer);
  return {
    start: (sending) => {
      if (dryRun && long.isUnderWay) stopCheck(long.taskId);
      send.mutate(sending);
    },
    reset: () => {
      setAttempt((last) => last + 1);
      send.reset();
    },
    isBusy: send.isPending || long.isUnderWay,
    error,
    task: long.task?.status === 'success' ? null : long.task,
    outcome: long.taskId === null ? outcomeOf(data?.answer) : outcomeOfTask(long.task),
    columns: columnsOf(data, error),
    mapping: (data ?? send.variables)?.mapping ?? null,
  };
}

interface Sent {
  answer: ImportAnswer;
  mapping: ImportMapping | null;
}

function columnsOf(sent: Sent | undefined, error: Error | null): ImportColumn[] | null {
  return error ? columnsIn(error) : (sent?.answer.columns ?? null);
}

type Long =
  | { taskId: string; task: Task | null; isUnderWay: boolean }
  | { taskId: null; task: null; isUnderWay: false };

/** The task of a long file, watched while it goes on. */
function useLong(answer: ImportAnswer | undefined): Long {
  const taskId = longTaskOf(answer);
  const { data: task = null } = useQuery({ ...taskQuery(taskId ?? ''), enabled: taskId !== null });
  if (taskId === null) return { taskId, task: null, isUnderWay: false };
  return { taskId, task, isUnderWay: task === null || isActive(task) };
}

async function sendAs(order: ImportOrder): Promise<Sent> {
  return { answer: await sendImport(order), mapping: order.mapping };
}

/** Once more, where somebody has said before what the columns of such a file are. */
async function sendCheck(order: ImportOrder): Promise<Sent> {
  if (order.mapping) return sendAs(order);
  let first: Sent | Error;
  try {
    first = await sendAs(order);
  } catch (error) {
    first = error as Error;
  }
  const columns = first instanceof Error ? columnsIn(first) : first.answer.columns;
  const mapping = columns ? keptMapping(columns) : null;
  if (!mapping) {
    if (first instanceof Error) throw first;
    return first;
  }
  const taskId = first instanceof Error ? null : longTaskOf(first.answer);
  if (taskId !== null) stopCheck(taskId);
  return sendAs({ ...order, mapping });
}

/** Of a check that nobody waits for any more. It changes nothing, so that nothing is lost when it goes on. */
function stopCheck(taskId: string): void {
  api<Task>('POST', `/tasks/${taskId}/cancel`).catch(() => undefined);
}

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

export const IMPORT_STEPS = ['file', 'columns', 'check', 'done'] as const;
export type ImportStep = (typeof IMPORT_STEPS)[number];

export interface Import {
  file: File | null;
  overwrite: boolean;
  step: ImportStep;
  check: Run;
  run: Run;
  /** Takes another file and has it checked. */
  take: (file: File) => void;
  /** Wants to say anew what the columns are. */
  askColumns: () => void;
  /** Says what the columns are, for this file and the next ones like it. */
  map: (columns: readonly ImportColumn[], mapping: ImportMapping) => void;
  choose: (overwrite: boolean) => void;
  commit: () => void;
  startOver: () => void;
}

/** Whether a person has to say what the columns are before anything else. */
function isUnclear({ columns, error, mapping }: Run): boolean {
  if (columns === null) return false;
  return error !== null || (mapping === null && columns.some(({ field }) => field === null));
}

export function useImport(): Import {
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [overwrite, setOverwrite] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  const check = useRun(true);
  const run = useRun(false);
  const hasEnded = run.outcome !== null;
  useEffect(() => {
    if (hasEnded) void client.invalidateQueries({ queryKey: queryKeys.materials.all });
  }, [hasEnded, client]);
  const hasBegun = run.isBusy || run.task !== null || hasEnded;
  const isOpen = check.columns !== null && (isAsked || isUnclear(check));
  const start = (next: Sending): void => {
    setIsAsked(false);
    check.start(next);
  };
  return {
    file,
    overwrite,
    step: hasBegun ? 'done' : !file ? 'file' : isOpen ? 'columns' : 'check',
    check,
    run,
    take: (next) => {
      setFile(next);
      run.reset();
      start({ file: next, overwrite, mapping: null });
    },
    askColumns: () => setIsAsked(true),
    map: (columns, mapping) => {
      keepMapping(columns, mapping);
      if (file) start({ file, overwrite, mapping });
    },
    choose: (next) => {
      setOverwrite(next);
      if (file) start({ file, overwrite: next, mapping: check.mapping });
    },
    commit: () => file && run.start({ file, overwrite, mapping: check.mapping }),
    startOver: () => {
      setFile(null);
      check.reset();
      run.reset();
    },
  };
}
