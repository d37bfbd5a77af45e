import { useTranslation } from 'react-i18next';
import type { TaskStep } from '@coffee/contract/tasks';
import { useFormat } from '../../i18n/format';
import { useOpenWord } from '../../i18n/open-word';
import { useClock } from '../../ui/clock';
import { Progress } from '../../ui/progress';
import { StatusMark } from '../../ui/status-mark';
import { TASK_TONES } from '../../ui/tasks/task-parts';
import { TimeText } from '../../ui/time-text';

/** The parts of the work in their order: how far, when, how long. `isOver`: what is left was never begun. */
export function TaskSteps({ steps, isOver }: { steps: TaskStep[]; isOver: boolean }) {
  const { t } = useTranslation();
  if (steps.length === 0)
    return <p className="meta mb-0">{t(isOver ? 'tasks.noSteps' : 'tasks.notBegun')}</p>;
  return (
    <ol className="task-steps" aria-label={t('tasks.steps')}>
      {steps.map((step) => (
        <Step key={step.position} step={step} isOver={isOver} />
      ))}
    </ol>
  );
}

function Step({ step, isOver }: { step: TaskStep; isOver: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useOpenWord();
  const { status, done, total, progress, started_at } = step;
  const name = word('taskStep', step.name);
  const counted =
    total !== null && t('tasks.doneOf', { done: format.number(done), total: format.number(total) });
  return (
    <li aria-current={status === 'running' ? 'step' : undefined}>
      <StatusMark tone={TASK_TONES[status]} />
      <div>
        <div className="spread">
          <span className="cell-main">{name}</span>
          <span className="meta">
            {status === 'pending' && isOver ? t('tasks.notReached') : t(`tasks.status.${status}`)}
          </span>
        </div>
        {status === 'running' && <Progress label={name} percent={progress} tone="busy" />}
        <div className="row-card-facts">
          {started_at && <TimeText at={started_at} mode="full" />}
          <Length step={step} />
          {counted && <span>{counted}</span>}
          {status === 'running' && <span>{format.percent(progress / 100, 0)}</span>}
        </div>
      </div>
    </li>
  );
}

/** How long it took, or how long it takes already. */
function Length({ step: { started_at, duration_ms, status } }: { step: TaskStep }) {
  const { t } = useTranslation();
  const format = useFormat();
  const going = useClock((now) =>
    started_at && status === 'running' ? Math.max(0, now - Date.parse(started_at)) : -1,
  );
  const ms = duration_ms ?? going;
  if (ms < 0) return null;
  const time = ms < 1000 ? format.unit(ms, 'millisecond', 0) : format.duration(ms / 1000);
  return <span>{t(duration_ms === null ? 'tasks.since' : 'tasks.took', { time })}</span>;
}
