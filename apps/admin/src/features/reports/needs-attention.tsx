import { useTranslation } from 'react-i18next';
import type { DashboardSummary } from '@coffee/contract/dashboard';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { EmptyState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { ScopeLink } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { StatusMark, type Tone } from '../../ui/status-mark';

type Kind = 'fault' | 'alarms' | 'offline' | 'materials' | 'registered' | 'maintenance';
const KINDS: { kind: Kind; tone: Tone; to: string; count: (summary: DashboardSummary) => number }[] = [
  { kind: 'fault', tone: 'critical', to: '/devices?status=fault', count: (s) => s.devices_by_status.fault },
  { kind: 'alarms', tone: 'critical', to: '/alarms', count: (s) => s.alarms_open },
  {
    kind: 'offline',
    tone: 'major',
    to: '/devices?status=offline',
    count: (s) => s.devices_by_status.offline,
  },
  { kind: 'materials', tone: 'minor', to: '/devices?low_material=true', count: (s) => s.materials_low },
  {
    kind: 'registered',
    tone: 'busy',
    to: '/devices?status=registered',
    count: (s) => s.devices_by_status.registered,
  },
  {
    kind: 'maintenance',
    tone: 'maintenance',
    to: '/devices?status=maintenance',
    count: (s) => s.devices_by_status.maintenance,
  },
];

/** What waits for a person, the worst first; each line leads to the list of what it counts. */
export function NeedsAttention({ summary }: { summary: DashboardSummary | undefined }) {
  const { t } = useTranslation();
  return (
    <Card title={t('overview.attention')} flush={Boolean(summary)}>
      {summary ? <Lines summary={summary} /> : <SkeletonLines />}
    </Card>
  );
}

function Lines({ summary }: { summary: DashboardSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lines = KINDS.map((kind) => ({ ...kind, value: kind.count(summary) })).filter(
    ({ value }) => value > 0,
  );
  if (summary.device_total === 0) {
    return <EmptyState icon="cup-hot" title={t('devices.none')} text={t('devices.noneText')} />;
  }
  if (lines.length === 0) {
    return <EmptyState icon="check-lg" title={t('overview.quiet')} text={t('overview.quietText')} />;
  }
  return (
    <ul className="attention">
      {lines.map(({ kind, tone, to, value }) => (
        <li key={kind}>
          <ScopeLink to={to}>
            <StatusMark tone={tone} />
            <strong>{format.number(value)}</strong>
            <span>{t(`overview.need.${kind}`, { count: value })}</span>
            <Icon name="chevron-right" />
          </ScopeLink>
        </li>
      ))}
    </ul>
  );
}
