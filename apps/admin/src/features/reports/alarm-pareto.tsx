import { useTranslation } from 'react-i18next';
import type { DashboardAlarms } from '@coffee/contract/dashboard';
import { useFormat } from '../../i18n/format';
import { ALARM_ICONS } from '../../ui/alarms/alarm-words';
import { Card } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { ScopeLink } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';

/** Which kinds of alarms make most of them: counts, and the share that they add up to from the top. */
export function AlarmPareto({ alarms }: { alarms: DashboardAlarms | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = (alarms?.types ?? []).reduce((sum, { opened }) => sum + opened, 0);
  const most = Math.max(1, ...(alarms?.types ?? []).map(({ opened }) => opened));
  const lines = (alarms?.types ?? []).map((line, index, all) => ({
    ...line,
    upTo: all.slice(0, index + 1).reduce((sum, { opened }) => sum + opened, 0) / total,
  }));
  return (
    <Card title={t('overview.pareto')}>
      {!alarms && <SkeletonLines />}
      {alarms && lines.length === 0 && <EmptyState icon="check-lg" title={t('overview.noAlarms')} />}
      {lines.length > 0 && (
        <ol className="top-list">
          {lines.map(({ type, opened, critical, upTo }) => (
            <li key={type}>
              <span className="top-name">
                <ScopeLink to={`/alarms?view=all&type=${type}`}>
                  <Icon name={ALARM_ICONS[type]} /> {t(`alarmType.${type}`)}
                </ScopeLink>
              </span>
              <span className="meta">
                {critical > 0 &&
                  `${t('overview.critical', { count: critical, total: format.number(critical) })} · `}
                {t('overview.upTo', { share: format.percent(upTo, 0) })}
              </span>
              <span className="top-value">{format.number(opened)}</span>
              <span className="top-bar" style={{ width: `${(opened / most) * 100}%` }} />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
