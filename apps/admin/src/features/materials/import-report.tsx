import { useTranslation } from 'react-i18next';
import type { ImportFault } from '@coffee/contract/materials';
import { toApiError } from '../../api/api-error';
import { downloadPath } from '../../api/tasks';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/facts';
import { useRuleText } from '../../ui/forms/field';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { TaskActions, TaskMeter } from '../../ui/tasks/task-parts';
import { ErrorGroups } from './error-groups';
import type { Outcome, Run } from './use-import';

const SHOWN = 100;

/** How far it is, or why it did not go. */
export function RunState({ run, label }: { run: Run; label: string }) {
  const { t } = useTranslation();
  const { task } = run;
  if (run.error) return <Refusal error={run.error} />;
  if (task?.status === 'fail' || task?.status === 'canceled') {
    return (
      <Notice tone="critical" alert>
        {t(`tasks.status.${task.status}`)}
        {task.error_message && <div className="meta">{task.error_message}</div>}
      </Notice>
    );
  }
  if (!run.isBusy) return null;
  return (
    <div role="status" className="row-gap">
      <span className="spinner-border spinner-border-sm" aria-hidden="true" />
      {label}
      {task && <TaskMeter task={task} />}
      {task && <TaskActions task={task} />}
    </div>
  );
}

/** The file as a whole: what is wrong with it, in the server's words. */
function Refusal({ error }: { error: Error }) {
  const { t } = useTranslation();
  const { code, message, issues } = toApiError(error);
  const isFile = issues.some(({ field }) => field === 'file');
  return (
    <Notice tone="critical" alert>
      {isFile ? t('materials.import.refused') : t(`error.${code}`)}
      <div className="meta">{issues[0]?.message ?? message}</div>
    </Notice>
  );
}

export function ImportReport({ outcome, done = false }: { outcome: Outcome; done?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { result, badTaskId } = outcome;
  const facts = (['total_rows', 'created', 'updated', 'unchanged', 'failed_rows'] as const).map((name) => ({
    label: t(`materials.import.${done ? 'did' : 'would'}.${name}`),
    value: format.number(result[name]),
  }));
  return (
    <>
      {done && (
        <Notice tone={result.failed_rows > 0 ? 'minor' : 'ok'}>
          {result.created + result.updated === 0
            ? t('materials.nothingChanged')
            : t('materials.import.took', { total: format.number(result.created + result.updated) })}
        </Notice>
      )}
      <Facts facts={facts} />
      {result.ignored_columns.length > 0 && (
        <p className="meta mb-0">
          {t('materials.import.ignored', { columns: result.ignored_columns.join(', ') })}
        </p>
      )}
      {result.failed_rows > 0 && (
        <>
          <ErrorGroups groups={result.error_groups} columns={result.columns} />
          <Faults faults={result.errors} />
        </>
      )}
      {badTaskId !== null && (
        <a className="btn btn-plain" href={downloadPath({ task_id: badTaskId })} download>
          <Icon name="cloud-arrow-down" />
          {t('materials.import.badRows')}
        </a>
      )}
    </>
  );
}

/** Row by row, in the reader's language where the rule is known. */
function Faults({ faults }: { faults: ImportFault[] }) {
  const { t } = useTranslation();
  const ruleText = useRuleText();
  const label = t('materials.import.faults');
  return (
    <div className="table-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="data-table">
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col" className="end">
              {t('materials.import.row')}
            </th>
            <th scope="col">{t('materials.code')}</th>
            <th scope="col">{t('materials.import.field')}</th>
            <th scope="col">{t('materials.import.reason')}</th>
          </tr>
        </thead>
        <tbody>
          {faults.slice(0, SHOWN).map((fault, index) => (
            <tr key={index}>
              <td className="end">{fault.row}</td>
              <td>{fault.code ? <code>{fault.code}</code> : '–'}</td>
              <td>{fault.field}</td>
              <td title={fault.error}>{ruleText({ type: fault.rule, message: fault.error })}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {faults.length > SHOWN && <p className="meta">{t('materials.import.firstFaults', { count: SHOWN })}</p>}
    </div>
  );
}
