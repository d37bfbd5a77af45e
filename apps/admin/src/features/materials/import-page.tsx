import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { ScopeLink } from '../../ui/scope-link';
import { ColumnsStep } from './columns-step';
import { FilePicker } from './file-picker';
import { ImportReport, RunState } from './import-report';
import { useMayKeepMaterials } from './materials.queries';
import { IMPORT_STEPS, type Import, type ImportStep, useImport } from './use-import';

/** Choose a file, see what it would do, have it done. Nothing is changed before the last step. */
export function ImportPage() {
  const { t } = useTranslation();
  const mayKeep = useMayKeepMaterials();
  return (
    <div className="page">
      <PageHeader
        title={t('materials.import.title')}
        parents={[{ label: t('nav.materials'), to: '/materials' }]}
      />
      {mayKeep ? (
        <Wizard />
      ) : (
        <div className="card-box">
          <EmptyState icon="shield-lock" title={t('page.forbidden')} text={t('materials.shared')} />
        </div>
      )}
    </div>
  );
}

function Wizard() {
  const state = useImport();
  return (
    <>
      <Steps step={state.step} />
      <div className="stack">
        {state.step === 'file' && <FileStep state={state} />}
        {state.step === 'columns' && state.check.columns && (
          <ColumnsStep state={state} columns={state.check.columns} />
        )}
        {state.step === 'check' && <CheckStep state={state} />}
        {state.step === 'done' && <DoneStep state={state} />}
      </div>
    </>
  );
}

function Steps({ step }: { step: ImportStep }) {
  const { t } = useTranslation();
  const now = IMPORT_STEPS.indexOf(step);
  return (
    <nav aria-label={t('materials.import.steps')}>
      <ol className="wizard-steps">
        {IMPORT_STEPS.map((name, index) => (
          <li key={name} aria-current={name === step ? 'step' : undefined}>
            <button type="button" disabled>
              <span className="wizard-number">{index < now ? <Icon name="check-lg" /> : index + 1}</span>
              {t(`materials.import.step.${name}`)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function FileStep({ state }: { state: Import }) {
  const { t } = useTranslation();
  return (
    <Card title={t('materials.import.choose')}>
      <FilePicker onFile={state.take} />
    </Card>
  );
}

function CheckStep({ state }: { state: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { check, file, overwrite } = state;
  const { result } = check.outcome ?? {};
  const count = result ? result.created + result.updated : 0;
  return (
    <Card title={t('materials.import.checked', { name: file?.name })}>
      <div className="stack">
        <RunState run={check} label={t('materials.import.checking')} />
        {check.outcome && <ImportReport outcome={check.outcome} />}
        <label className="form-check">
          <input
            type="checkbox"
            className="form-check-input"
            checked={overwrite}
            disabled={check.isBusy}
            onChange={(event) => state.choose(event.target.checked)}
          />
          <span>{t('materials.import.overwrite')}</span>
          <span className="field-hint d-block">{t('materials.import.overwriteHint')}</span>
        </label>
        {result && count === 0 && <p className="mb-0">{t('materials.import.nothingToDo')}</p>}
        <RunState run={state.run} label={t('materials.import.importing')} />
        <div className="row-gap align-items-end">
          <button
            type="button"
            className="btn btn-primary"
            disabled={check.isBusy || count === 0}
            onClick={state.commit}
          >
            {t('materials.import.commit', { count, total: format.number(count) })}
          </button>
          {check.columns && check.columns.length > 0 && !check.isBusy && (
            <button type="button" className="btn btn-plain" onClick={state.askColumns}>
              {t('materials.import.changeColumns')}
            </button>
          )}
          <FilePicker small onFile={state.take} />
        </div>
      </div>
    </Card>
  );
}

function DoneStep({ state: { run, file, startOver } }: { state: Import }) {
  const { t } = useTranslation();
  const isDone = run.outcome !== null;
  return (
    <Card title={isDone ? t('materials.import.done') : t('materials.import.running', { name: file?.name })}>
      <div className="stack">
        <RunState run={run} label={t('materials.import.importing')} />
        {run.outcome && <ImportReport outcome={run.outcome} done />}
        {!run.isBusy && (
          <div className="row-gap">
            <ScopeLink className="btn btn-primary" to="/materials">
              {t('materials.import.toList')}
            </ScopeLink>
            <button type="button" className="btn btn-plain" onClick={startOver}>
              {t('materials.import.another')}
            </button>
          </div>
        )}
      </div>
    </Card>
  );
}
