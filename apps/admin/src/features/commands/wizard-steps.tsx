import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon';

export const STEPS = ['what', 'who', 'how', 'review'] as const;
export type StepName = (typeof STEPS)[number];

interface Props {
  step: StepName;
  onStep: (step: StepName) => void;
}

/** Where one is in the wizard; steps behind are open to go back to. */
export function WizardSteps({ step, onStep }: Props) {
  const { t } = useTranslation();
  const now = STEPS.indexOf(step);
  return (
    <nav aria-label={t('dispatch.steps')}>
      <ol className="wizard-steps">
        {STEPS.map((name, index) => (
          <li key={name} aria-current={name === step ? 'step' : undefined}>
            <button type="button" disabled={index >= now} onClick={() => onStep(name)}>
              <span className="wizard-number">{index < now ? <Icon name="check-lg" /> : index + 1}</span>
              {t(`dispatch.step.${name}`)}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
