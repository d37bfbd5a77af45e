import { useTranslation } from 'react-i18next';
import type { Task, TaskStatus } from '@coffee/contract/tasks';
import { toApiError } from '../../api/api-error';
import { useMay } from '../../api/session';
import { downloadPath, isActive, useCancelTask } from '../../api/tasks';
import { useFormat, type Format } from '../../i18n/format';
import { useOpenWord } from '../../i18n/open-word';
import { Icon } from '../icon';
import { Progress } from '../progress';
import { Badge, type Tone } from '../status-mark';
import { showToast } from '../toasts';

export const TASK_TONES: Record<TaskStatus, Tone> = {
  pending: 'neutral',
  running: 'busy',
  success: 'ok',
  fail: 'critical',
  canceled: 'neutral',
};

export function TaskBadge({ status }: { status: TaskStatus }) {
  const { t } = useTranslation();
  return <Badge tone={TASK_TONES[status]}>{t(`tasks.status.${status}`)}</Badge>;
}

/** What kind of work it is, and in which format. */
export function useTaskName(): (task: Task) => string {
  const word = useOpenWord();
  return ({ type, scope }) => {
    const format = scope?.['format'];
    const name = word('taskType', type);
    return typeof format === 'string' ? `${name} (${format.toUpperCase()})` : name;
  };
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function bytesText(format: Format, bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return format.unit(bytes / 1000 ** step, UNITS[step] ?? 'byte', step === 0 ? 0 : 1);
}

/** How far it is: the bar, n of N, how fast, how long yet. */
export function TaskMeter({ task }: { task: Task }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useTaskName();
  const { done, total, rate, eta_seconds, progress, status } = task;
  const count =
    total === null
      ? null
      : status === 'success'
        ? t('tasks.rows', { count: total, total: format.number(total) })
        : t('tasks.doneOf', { done: format.number(done), total: format.number(total) });
  const facts = [
    count,
    isActive(task) ? format.percent(progress / 100, 0) : null,
    status === 'running' && rate !== null ? t('tasks.rate', { rate: format.number(rate) }) : null,
    status === 'running' && eta_seconds !== null
      ? t('tasks.left', { time: format.duration(eta_seconds) })
      : null,
  ].filter((fact) => fact !== null);
  return (
    <div className="task-meter">
      {isActive(task) && <Progress label={name(task)} percent={progress} tone="busy" />}
      <span className="meta">{facts.join(' · ')}</span>
    </div>
  );
}

/** What can be done with it now. A file that is gone says so. */
export function TaskActions({ task }: { task: Task }) {
  const { t } = useTranslation();
  const mayManage = useMay('tasks.manage');
  const cancel = useCancelTask();
  const name = useTaskName();
  if (task.file?.expired) return <span className="muted">{t('tasks.expired')}</span>;
  if (!mayManage) return null;
  if (isActive(task)) {
    return (
      <button
        type="button"
        className="btn btn-plain btn-dense"
        disabled={cancel.isPending}
        aria-label={`${t('tasks.cancel')}: ${name(task)}`}
        onClick={() =>
          cancel.mutate(task, {
            onError: (error) =>
              showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).message),
          })
        }
      >
        <Icon name="x-lg" />
        {t('tasks.cancel')}
      </button>
    );
  }
  if (!task.file) return null;
  return (
    <a
      className="btn btn-plain btn-dense"
      href={downloadPath(task)}
      download={task.file.name}
      aria-label={`${t('tasks.download')}: ${task.file.name}`}
    >
      <Icon name="cloud-arrow-down" />
      {t('tasks.download')}
    </a>
  );
}
