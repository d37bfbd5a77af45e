import { useTranslation } from 'react-i18next';
import type { Task } from '@coffee/contract/tasks';
import { ScopeLink } from '../ui/scope-link';
import { TaskActions, TaskBadge, TaskMeter, useTaskName } from '../ui/tasks/task-parts';
import { TimeText } from '../ui/time-text';

export function TaskTrayList({ tasks, onGo }: { tasks: Task[]; onGo: () => void }) {
  const { t } = useTranslation();
  const name = useTaskName();
  return (
    <>
      <h2 className="tray-title">{t('tasks.tray')}</h2>
      {tasks.length === 0 && <p className="muted tray-none">{t('tasks.none')}</p>}
      <ul className="tray-list">
        {tasks.map((task) => (
          <li key={task.task_id}>
            <div className="tray-head">
              <ScopeLink to={`/tasks/${task.task_id}`} onClick={onGo}>
                {name(task)}
              </ScopeLink>
              <TaskBadge status={task.status} />
            </div>
            <TaskMeter task={task} />
            {task.status === 'fail' && <div className="text-critical meta">{task.error_message}</div>}
            <div className="tray-foot">
              <span className="meta">
                <TimeText at={task.finished_at ?? task.created_at} />
              </span>
              <TaskActions task={task} />
            </div>
          </li>
        ))}
      </ul>
      <ScopeLink className="tray-all" to="/tasks" onClick={onGo}>
        {t('tasks.all')}
      </ScopeLink>
    </>
  );
}
