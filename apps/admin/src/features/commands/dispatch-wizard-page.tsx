import { useTranslation } from 'react-i18next';
import { MAX_DISPATCH_DEVICES } from '@coffee/contract/command-dispatch';
import type { ApiErrorCode } from '../../api/api-error';
import { Card } from '../../ui/card';
import { TypePicker } from '../../ui/commands/type-picker';
import { PayloadFields } from '../../ui/commands/command-fields';
import { TextField } from '../../ui/forms/inputs';
import { useUnsavedGuard } from '../../ui/forms/unsaved-guard';
import { Guarded } from '../../ui/guarded';
import { Notice } from '../../ui/notice';
import { PageHeader } from '../../ui/page-header';
import { useDispatch, type Dispatch } from './use-dispatch';
import { WizardHow } from './wizard-how';
import { WizardReview } from './wizard-review';
import { STEPS, WizardSteps } from './wizard-steps';
import { WizardWho } from './wizard-who';

export function DispatchWizardPage() {
  const { t } = useTranslation();
  return (
    <Guarded permission="commands.send" title={t('dispatch.new')}>
      <Wizard />
    </Guarded>
  );
}

function Wizard() {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  const { form, step } = dispatch;
  const guard = useUnsavedGuard(form.formState.isDirty, () => undefined);
  const { root } = form.formState.errors;
  return (
    <div className="page">
      <PageHeader title={t('dispatch.new')} parents={[{ label: t('nav.dispatch'), to: '/dispatch' }]} />
      <WizardSteps step={step} onStep={dispatch.goTo} />
      {root && (
        <Notice tone="critical" alert>
          {t(`error.${String(root.type) as ApiErrorCode}`)}
          {root.message && <div className="meta">{root.message}</div>}
        </Notice>
      )}
      <div className="stack">
        {step === 'what' && <What dispatch={dispatch} />}
        {step === 'who' && <WizardWho dispatch={dispatch} />}
        {step === 'how' && <WizardHow dispatch={dispatch} />}
        {step === 'review' && <WizardReview dispatch={dispatch} />}
        {step !== 'review' && <Buttons dispatch={dispatch} />}
      </div>
      {guard.dialog}
    </div>
  );
}

function What({ dispatch }: { dispatch: Dispatch }) {
  const { t } = useTranslation();
  const { form, type, setType } = dispatch;
  return (
    <div className="detail">
      <Card title={t('commands.what')}>
        <TypePicker value={type} onChange={setType} />
      </Card>
      {type && (
        <Card title={t(`commandType.${type}`)}>
          <div className="form-grid">
            <PayloadFields form={form} type={type} />
            <TextField
              form={form}
              name="note"
              label={t('dispatch.note')}
              hint={t('dispatch.noteHint')}
              optional
            />
          </div>
        </Card>
      )}
    </div>
  );
}

/** Whether the step can be left at all; why not is said where it can be changed. */
function blocked({ step, type, preview: { query, settled } }: Dispatch): boolean {
  if (!type) return true;
  if (step !== 'who') return false;
  const total = query.data?.total ?? 0;
  return !settled || query.isPlaceholderData || total === 0 || total > MAX_DISPATCH_DEVICES;
}

function Buttons({ dispatch }: { dispatch: Dispatch }) {
  const { t } = useTranslation();
  const { step, goTo, next, checking } = dispatch;
  const index = STEPS.indexOf(step);
  const [before, after] = [STEPS[index - 1], STEPS[index + 1]];
  return (
    <div className="row-gap">
      <button
        type="button"
        className="btn btn-primary"
        disabled={blocked(dispatch) || checking}
        onClick={() => void next()}
      >
        {checking && <span className="spinner-border spinner-border-sm" aria-hidden="true" />}
        {after && t('dispatch.goOn', { step: t(`dispatch.step.${after}`) })}
      </button>
      {before && (
        <button type="button" className="btn btn-plain" onClick={() => goTo(before)}>
          {t('dispatch.back')}
        </button>
      )}
    </div>
  );
}
