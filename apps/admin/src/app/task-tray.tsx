import { lazy, Suspense, useState } from 'react';
import Dropdown from 'react-bootstrap/Dropdown';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isActive, tasksQuery } from '../api/tasks';
import { Icon } from '../ui/icon';

const SHOWN = 6;
const TaskTrayList = lazy(async () => ({ default: (await import('./task-tray-list')).TaskTrayList }));

/** Long work of everybody within reach, from any page. */
export function TaskTray() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { data } = useQuery(tasksQuery({ page_size: SHOWN }));
  const tasks = data?.items ?? [];
  const active = tasks.filter(isActive).length;
  const label = active > 0 ? t('tasks.trayActive', { count: active }) : t('tasks.tray');
  return (
    <Dropdown align="end" show={open} onToggle={setOpen} autoClose="outside">
      <Dropdown.Toggle
        as="button"
        type="button"
        bsPrefix="btn btn-quiet btn-icon task-tray"
        aria-label={label}
      >
        <Icon name="cloud-arrow-down" />
        {active > 0 && <span className="tray-count">{active}</span>}
      </Dropdown.Toggle>
      <Dropdown.Menu className="tray-menu">
        {open && (
          <Suspense>
            <TaskTrayList tasks={tasks} onGo={() => setOpen(false)} />
          </Suspense>
        )}
      </Dropdown.Menu>
    </Dropdown>
  );
}
