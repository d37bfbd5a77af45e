import { useTranslation } from 'react-i18next';
import type { FieldError } from 'react-hook-form';
import { Card } from '../../ui/card';
import { DeliveryFields } from '../../ui/commands/command-fields';
import { useRuleText } from '../../ui/forms/field';
import { CheckField, TextField } from '../../ui/forms/inputs';
import { Icon } from '../../ui/icon';
import { StatusMark } from '../../ui/status-mark';
import type { StageValues } from './dispatch-form';
import type { Dispatch } from './use-dispatch';

export function WizardHow({ dispatch }: { dispatch: Dispatch }) {
  const { t } = useTranslation();
  const { form, type, values } = dispatch;
  if (!type) return null;
  return (
    <div className="wizard-how">
      <Card title={t('dispatch.delivery')}>
        <DeliveryFields form={form} type={type} />
      </Card>
      <Card title={t('dispatch.rollout')}>
        <div className="form-grid">
          <CheckField
            form={form}
            name="staged"
            label={t('dispatch.staged')}
            hint={t('dispatch.stagedHint')}
          />
          {values.staged && <Stages dispatch={dispatch} />}
          <TextField
            form={form}
            name="rollout_per_minute"
            inputMode="numeric"
            label={t('dispatch.perMinute')}
            hint={t('dispatch.perMinuteHint')}
            optional
          />
        </div>
      </Card>
      <Card title={t('dispatch.safety')}>
        <div className="form-grid">
          <CheckField
            form={form}
            name="limited"
            label={t('dispatch.limited')}
            hint={t('dispatch.limitedHint')}
          />
          {values.limited && (
            <div className="form-cols">
              <TextField
                form={form}
                name="rollout_max_failure_percent"
                inputMode="numeric"
                label={t('dispatch.maxFailure')}
              />
              <TextField
                form={form}
                name="rollout_min_sample"
                inputMode="numeric"
                label={t('dispatch.minSample')}
                hint={t('dispatch.minSampleHint')}
              />
            </div>
          )}
          <CheckField form={form} name="quiet" label={t('dispatch.quiet')} hint={t('dispatch.quietHint')} />
          {values.quiet && (
            <div className="form-cols">
              <TextField
                form={form}
                name="rollout_quiet_hours_from"
                type="time"
                label={t('dispatch.quietFrom')}
              />
              <TextField
                form={form}
                name="rollout_quiet_hours_to"
                type="time"
                label={t('dispatch.quietTo')}
              />
            </div>
          )}
        </div>
      </Card>
    </div>
  );
}

const COLUMNS = [
  { key: 'percent', errors: 'rollout_stages_percent' },
  { key: 'success_percent', errors: 'rollout_stages_success_percent' },
  { key: 'bake_minutes', errors: 'rollout_stages_bake_seconds' },
] as const;

function Stages({ dispatch }: { dispatch: Dispatch }) {
  const { t } = useTranslation();
  const { form, values } = dispatch;
  const stages = values.rollout_stages;
  const set = (next: StageValues[]) => form.setValue('rollout_stages', next, { shouldDirty: true });
  const change = (index: number, patch: Partial<StageValues>) =>
    set(stages.map((stage, at) => (at === index ? { ...stage, ...patch } : stage)));
  const add = () => set([...stages, { percent: '100', success_percent: '90', bake_minutes: '0' }]);
  return (
    <div className="stack">
      <table className="stage-table" aria-label={t('dispatch.stages')}>
        <thead>
          <tr>
            <th scope="col">{t('dispatch.stage')}</th>
            {COLUMNS.map(({ key }) => (
              <th key={key} scope="col">
                {t(`dispatch.stageField.${key}`)}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{t('common.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              {COLUMNS.map(({ key }) => (
                <td key={key}>
                  <input
                    className="form-control"
                    inputMode="numeric"
                    aria-label={t('dispatch.stageCell', {
                      stage: index + 1,
                      field: t(`dispatch.stageField.${key}`),
                    })}
                    value={stage[key]}
                    onChange={(event) => change(index, { [key]: event.target.value })}
                  />
                </td>
              ))}
              <td>
                <button
                  type="button"
                  className="btn btn-quiet btn-icon btn-dense"
                  disabled={stages.length === 1}
                  aria-label={t('dispatch.removeStage', { stage: index + 1 })}
                  onClick={() => set(stages.filter((_, at) => at !== index))}
                >
                  <Icon name="trash" />
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <StageFaults errors={form.formState.errors} />
      <div>
        <button type="button" className="btn btn-plain btn-dense" onClick={add}>
          <Icon name="plus-lg" />
          {t('dispatch.addStage')}
        </button>
      </div>
    </div>
  );
}

/** The rules judge the body, whose stages have no fields of their own in the form. */
function StageFaults({ errors }: { errors: object }) {
  const { t } = useTranslation();
  const ruleText = useRuleText();
  const broken = errors as Record<string, FieldError | undefined>;
  const named = COLUMNS.map(({ key, errors: name }) => ({
    name: t(`dispatch.stageField.${key}`),
    error: broken[name],
  }));
  const all = [...named, { name: t('dispatch.stages'), error: broken['rollout_stages'] }];
  return all.map(({ name, error }) =>
    error ? (
      <span key={name} className="field-error" role="alert">
        <StatusMark tone="critical" />
        {`${name}: ${ruleText(error)}`}
      </span>
    ) : null,
  );
}
