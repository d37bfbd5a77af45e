// What is told of every kind of work. What is told of one kind alone stands where that work is done.
import type { TaskFigures } from './task-claims';
import type { LogLine } from './task-journal';

export const attemptBegan = (attempt: number): LogLine => ({
  level: attempt === 1 ? 'info' : 'warn',
  code: 'attempt_started',
  message: attempt === 1 ? 'A worker began' : `A worker began attempt ${attempt}`,
  details: { attempt },
});

export const stepBegan = (step: string): LogLine => ({
  level: 'info',
  code: 'step_started',
  message: `Step ${step} began`,
  details: { step },
});

export function stepGoesOn({ percent, done, total, unit, rate }: TaskFigures): LogLine {
  if (done === null || total === null || unit === null)
    return { level: 'info', code: 'percent_done', message: `${percent} %`, details: { percent } };
  return {
    level: 'info',
    code: 'counted',
    message: `${done} of ${total} ${unit}`,
    details: { percent, done, total, unit, rate: rate === null ? null : Math.round(rate * 10) / 10 },
  };
}

export const willTryAgain = (reason: string, seconds: number): LogLine => ({
  level: 'warn',
  code: 'attempt_failed',
  message: `${reason}: another attempt in ${seconds} seconds`,
  details: { reason, seconds },
});

export const failed = (reason: string): LogLine => ({
  level: 'error',
  code: 'failed',
  message: reason,
  details: { reason },
});

export const finished = (file: { name: string; size: number; rows: number | null } | null): LogLine =>
  file === null
    ? { level: 'info', code: 'finished', message: 'Done' }
    : {
        level: 'info',
        code: 'file_stored',
        message: `Done: ${file.name} has ${file.size} bytes`,
        details: { name: file.name, size: file.size, rows: file.rows },
      };

export const canceledBy = (name: string): LogLine => ({
  level: 'warn',
  code: 'canceled',
  message: `Canceled by ${name}`,
  details: { by: name },
});
