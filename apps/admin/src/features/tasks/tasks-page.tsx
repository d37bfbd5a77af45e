import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { TASK_SORTS, TASK_STATUSES, type Task } from '@coffee/contract/tasks';
import { tasksQuery } from '../../api/tasks';
import { useFormat } from '../../i18n/format';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { useListState, withChange, type ListSchema } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { ScopeLink } from '../../ui/scope-link';
import { Tabs } from '../../ui/tabs';
import { TaskBadge, TaskMeter, useTaskName } from '../../ui/tasks/task-parts';
import { TimeText } from '../../ui/time-text';
import { TaskActs, TaskResult, TaskScope, useTaskColumns } from './task-columns';

const FIELDS = {
  status: { kind: 'many', values: TASK_STATUSES },
  type: { kind: 'many' },
} as const;
const TASK_LIST: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: TASK_SORTS,
  defaultSort: '-created_at',
};
const VIEWS = [
  { key: 'all', status: [], type: [] },
  { key: 'exports', status: [], type: ['export_orders', 'export_audit', 'export_availability'] },
  { key: 'imports', status: [], type: ['import_materials'] },
  { key: 'active', status: ['pending', 'running'], type: [] },
  { key: 'failed', status: ['fail', 'canceled'], type: [] },
] as const;

export function TasksPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(TASK_LIST);
  const query = useQuery(tasksQuery(list.query));
  const columns = useTaskColumns();
  const total = query.data?.pagination.total;
  return (
    <div className="page">
      <PageHeader title={t('nav.tasks')} count={total === undefined ? undefined : format.number(total)} />
      <Views status={list.values.status} type={list.values.type} />
      <DataTable
        label={t('nav.tasks')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ task_id }) => task_id}
        card={(task) => <TaskCard task={task} />}
        empty={<EmptyState icon="cloud-arrow-down" title={t('tasks.none')} text={t('tasks.noneText')} />}
      />
    </div>
  );
}

function Views({ status, type }: { status: string[]; type: string[] }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const active = VIEWS.find(
    (view) => view.status.join() === status.join() && view.type.join() === type.join(),
  );
  const tabs = VIEWS.map((view) => ({
    key: view.key,
    label: t(`tasks.view.${view.key}`),
    to: `?${withChange(search, { page: null, status: view.status, type: view.type }).toString()}`,
  }));
  return <Tabs tabs={tabs} active={active?.key ?? ''} label={t('list.views')} />;
}

function TaskCard({ task }: { task: Task }) {
  const { t } = useTranslation();
  const name = useTaskName();
  return (
    <>
      <div className="row-card-head">
        <ScopeLink className="row-link" to={`/tasks/${task.task_id}`}>
          {name(task)}
        </ScopeLink>
        <TaskBadge status={task.status} />
      </div>
      <TaskMeter task={task} />
      <TaskScope task={task} />
      <TaskResult task={task} />
      <div className="row-card-facts">
        <TimeText at={task.created_at} />
        <span>{task.requested_by ?? t('tasks.bySystem')}</span>
      </div>
      <TaskActs task={task} />
    </>
  );
}
