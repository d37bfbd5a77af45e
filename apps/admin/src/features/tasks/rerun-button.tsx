import { useTranslation } from 'react-i18next';
import type { Task } from '@coffee/contract/tasks';
import { useActKey } from '../../api/act-key';
import { toApiError } from '../../api/api-error';
import { useMay } from '../../api/session';
import { Icon } from '../../ui/icon';
import { useTaskName } from '../../ui/tasks/task-parts';
import { showToast } from '../../ui/toasts';
import { useRerun } from './tasks.queries';

interface Props {
  task: Task;
  dense?: boolean;
  onStarted?: (taskId: string) => void;
}

/** The same request again. Whether it makes sense is the server's to say. */
export function RerunButton({ task, dense = false, onStarted }: Props) {
  const { t } = useTranslation();
  const name = useTaskName();
  const mayManage = useMay('tasks.manage');
  const rerun = useRerun((taskId) => {
    showToast('ok', t('tasks.rerunStarted'));
    onStarted?.(taskId);
  });
  const keyOf = useActKey();
  if (!mayManage) return null;
  const begin = () =>
    rerun.mutate(
      // Once it has begun, the next click is another wish.
      { id: task.task_id, idempotencyKey: keyOf([task.task_id, rerun.data?.task_id]) },
      {
        onError: (error) => {
          const { code, details, message } = toApiError(error);
          const reason = `tasks.refusal.${String(details['reason'])}`;
          showToast('critical', t(`error.${code}`), t(reason as never, { defaultValue: message }));
        },
      },
    );
  return (
    <button
      type="button"
      className={`btn btn-plain ${dense ? 'btn-dense' : ''}`}
      disabled={rerun.isPending}
      aria-label={`${t('tasks.rerun')}: ${name(task)}`}
      onClick={begin}
    >
      <Icon name="arrow-repeat" />
      {t('tasks.rerun')}
    </button>
  );
}

/** In a list: for work that left nothing to fetch. */
export function RerunOfNothing({ task }: { task: Task }) {
  const isWanted = task.status === 'fail' || task.status === 'canceled' || task.file?.expired;
  return isWanted ? <RerunButton task={task} dense /> : null;
}
