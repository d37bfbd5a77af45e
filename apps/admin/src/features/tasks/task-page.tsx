import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { TaskDetail } from '@coffee/contract/tasks';
import { isActive, taskQuery } from '../../api/tasks';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { ErrorState } from '../../ui/empty-state';
import { Facts } from '../../ui/facts';
import { PageHeader } from '../../ui/page-header';
import { ScopeLink, useScopedPath } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { TaskActions, TaskBadge, TaskMeter, useTaskName } from '../../ui/tasks/task-parts';
import { TimeText } from '../../ui/time-text';
import { RerunButton } from './rerun-button';
import { secondsOf, TaskResult, TaskScope } from './task-columns';
import { TaskLog } from './task-log';
import { TaskSteps } from './task-steps';

/** The live channel tells of every move; this only catches what it lost. */
const WATCH_MS = 10_000;

export function TaskPage() {
  const { t } = useTranslation();
  const name = useTaskName();
  const { taskId = '' } = useParams();
  const { data: task, error, refetch } = useQuery(taskQuery(taskId, WATCH_MS));
  return (
    <div className="page">
      <PageHeader
        title={task ? name(task) : t('tasks.task')}
        parents={[{ label: t('nav.tasks'), to: '/tasks' }]}
        beside={task && <TaskBadge status={task.status} />}
        actions={task && <Actions task={task} />}
      />
      {error && !task && (
        <div className="card-box">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!error && !task && <SkeletonLines count={8} />}
      {task && (
        <>
          <About task={task} />
          <Card title={t('tasks.steps')}>
            <div className="stack">
              {isActive(task) && <TaskMeter task={task} />}
              <TaskSteps steps={task.steps} isOver={!isActive(task)} />
            </div>
          </Card>
          <TaskLog key={task.task_id} taskId={task.task_id} isActive={isActive(task)} />
        </>
      )}
    </div>
  );
}

function Actions({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const refusal = task.rerun_refusal;
  const isHidden = refusal === 'not_ended' || refusal === 'not_permitted';
  return (
    <>
      <TaskActions task={task} />
      {refusal === null && (
        <RerunButton task={task} onStarted={(id) => void navigate(scoped(`/tasks/${id}`))} />
      )}
      {refusal !== null && !isHidden && <span className="meta">{t(`tasks.refusal.${refusal}`)}</span>}
    </>
  );
}

function About({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const seconds = secondsOf(task);
  const facts = [
    { label: t('tasks.requestedBy'), value: task.requested_by ?? t('tasks.bySystem') },
    { label: t('tasks.scope'), value: <TaskScope task={task} /> },
    { label: t('common.created'), value: <TimeText at={task.created_at} mode="full" /> },
    { label: t('tasks.startedAt'), value: task.started_at && <TimeText at={task.started_at} mode="full" /> },
    { label: t('tasks.endedAt'), value: task.finished_at && <TimeText at={task.finished_at} mode="full" /> },
    { label: t('tasks.duration'), value: seconds !== null && format.duration(seconds) },
    { label: t('tasks.attempts'), value: task.attempts > 1 && format.number(task.attempts) },
    { label: t('tasks.result'), value: !isActive(task) && <TaskResult task={task} /> },
    { label: t('tasks.rerunOf'), value: task.rerun_of && <TaskLink id={task.rerun_of} /> },
    { label: t('tasks.reruns'), value: task.reruns.length > 0 && <Reruns task={task} /> },
  ];
  return (
    <Card>
      <Facts facts={facts.filter(({ value }) => value)} />
    </Card>
  );
}

function TaskLink({ id }: { id: string }) {
  return (
    <ScopeLink className="mono" to={`/tasks/${id}`} title={id}>
      {id.slice(0, 8)}
    </ScopeLink>
  );
}

function Reruns({ task }: { task: TaskDetail }) {
  return (
    <ul className="task-reruns">
      {task.reruns.map(({ task_id, status, created_at }) => (
        <li key={task_id} className="row-gap">
          <TaskLink id={task_id} />
          <TaskBadge status={status} />
          <TimeText at={created_at} />
        </li>
      ))}
    </ul>
  );
}
