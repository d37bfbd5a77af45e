import { useTranslation } from 'react-i18next';
import type { Task } from '@coffee/contract/tasks';
import { useFormat } from '../../i18n/format';
import type { Column } from '../../ui/data-table';
import { ScopeLink } from '../../ui/scope-link';
import { useScopeWords } from '../../ui/tasks/scope-words';
import { ImportCounts, ImportScope } from '../../ui/tasks/import-parts';
import { bytesText, TaskActions, TaskBadge, TaskMeter, useTaskName } from '../../ui/tasks/task-parts';
import { TimeText } from '../../ui/time-text';
import { RerunOfNothing } from './rerun-button';

/** What was asked for: the filters in words, or that it is everything. */
export function TaskScope({ task }: { task: Task }) {
  const { t } = useTranslation();
  const words = useScopeWords();
  const { scope } = task;
  if (scope?.['list'] === 'materials') return <ImportScope scope={scope} />;
  const filters = scope?.['filters'];
  if (typeof filters !== 'object' || filters === null) return <span className="muted">–</span>;
  const parts = words(filters as Record<string, unknown>);
  return <span className="task-scope">{parts.length > 0 ? parts.join(' · ') : t('exports.everything')}</span>;
}

export function TaskResult({ task }: { task: Task }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { file, expires_at, error_message, status } = task;
  if (status === 'fail') return <span className="text-critical">{error_message}</span>;
  const counts = <ImportCounts result={task.result} />;
  if (!file) return task.result ? counts : <span className="muted">–</span>;
  return (
    <span className="task-file">
      {counts}
      <span className="mono">{file.name}</span>
      <span className="cell-sub">
        {bytesText(format, file.size)}
        {file.rows !== null && ` · ${t('tasks.rows', { count: file.rows, total: format.number(file.rows) })}`}
      </span>
      <span className="cell-sub mono" title={file.sha256}>{`sha-256 ${file.sha256.slice(0, 12)}…`}</span>
      {expires_at && (
        <span className="cell-sub">
          {file.expired ? t('tasks.expiredAt') : t('tasks.expires')}{' '}
          <TimeText at={expires_at} mode="absolute" />
        </span>
      )}
    </span>
  );
}

export function TaskActs({ task }: { task: Task }) {
  return (
    <span className="row-gap task-acts above-link">
      <TaskActions task={task} />
      <RerunOfNothing task={task} />
    </span>
  );
}

export function secondsOf({ started_at, finished_at }: Task): number | null {
  return started_at && finished_at ? (Date.parse(finished_at) - Date.parse(started_at)) / 1000 : null;
}

export function useTaskColumns(): Column<Task>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useTaskName();
  return [
    {
      key: 'type',
      header: t('tasks.task'),
      cell: (task) => (
        <>
          <ScopeLink className="row-link" to={`/tasks/${task.task_id}`}>
            {name(task)}
          </ScopeLink>
          <span className="cell-sub">{task.requested_by ?? t('tasks.bySystem')}</span>
        </>
      ),
    },
    {
      key: 'scope',
      header: t('tasks.scope'),
      extra: true,
      wide: true,
      cell: (task) => <TaskScope task={task} />,
    },
    {
      key: 'status',
      header: t('common.status'),
      cell: (task) => (
        <>
          <TaskBadge status={task.status} />
          <TaskMeter task={task} />
        </>
      ),
    },
    {
      key: 'created',
      header: t('common.created'),
      sort: 'created_at',
      cell: (task) => {
        const seconds = secondsOf(task);
        return (
          <>
            <TimeText at={task.created_at} />
            {seconds !== null && (
              <span className="cell-sub">{t('tasks.took', { time: format.duration(seconds) })}</span>
            )}
          </>
        );
      },
    },
    { key: 'result', header: t('tasks.result'), wide: true, cell: (task) => <TaskResult task={task} /> },
    { key: 'actions', header: t('common.actions'), end: true, cell: (task) => <TaskActs task={task} /> },
  ];
}
