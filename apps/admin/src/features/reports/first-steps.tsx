import { useTranslation } from 'react-i18next';
import { Card } from '../../ui/card';
import { ScopeLink } from '../../ui/scope-link';

const STEPS = ['location', 'token', 'device', 'recipe'] as const;
const TO = {
  location: '/locations',
  token: '/enrolment-tokens',
  device: '/devices',
  recipe: '/recipes',
} as const;

/** For an owner without a machine: what comes first. */
export function FirstSteps() {
  const { t } = useTranslation();
  return (
    <Card title={t('overview.first.title')}>
      <p className="muted">{t('overview.first.text')}</p>
      <ol className="first-steps">
        {STEPS.map((step) => (
          <li key={step}>
            <ScopeLink to={TO[step]}>{t(`overview.first.${step}`)}</ScopeLink>
          </li>
        ))}
      </ol>
    </Card>
  );
}
