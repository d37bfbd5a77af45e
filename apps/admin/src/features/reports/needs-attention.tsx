import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AttentionItem, AttentionKind } from '@coffee/contract/dashboard';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { ScopeLink } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { StatusMark, type Tone } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';
import { attentionQuery } from './reports.queries';

const KINDS: Record<AttentionKind, { tone: Tone; to: string }> = {
  critical_alarms: { tone: 'critical', to: '/alarms?severity=critical' },
  fault: { tone: 'critical', to: '/devices?status=fault' },
  offline_open: { tone: 'major', to: '/devices?status=offline' },
  bins_empty: { tone: 'major', to: '/devices?low_material=true' },
  bins_empty_soon: { tone: 'minor', to: '/refills' },
  products_blocked: { tone: 'major', to: '/devices' },
  refunds: { tone: 'critical', to: '/alarms?type=refund_fail' },
  dispatches: { tone: 'major', to: '/dispatch?status=paused' },
  channels_off: { tone: 'major', to: '/notification-channels?active=false' },
  registered: { tone: 'busy', to: '/devices?status=registered' },
  maintenance: { tone: 'maintenance', to: '/devices?status=maintenance' },
};

/** What waits for a person, the most urgent first; each line leads to the list of what it counts. */
export function NeedsAttention({ merchantId }: { merchantId: number | null }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(attentionQuery({ merchant_id: merchantId }));
  return (
    <Card title={t('overview.attention')} flush={Boolean(data)}>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <SkeletonLines />}
      {data?.items.length === 0 && (
        <EmptyState icon="check-lg" title={t('overview.quiet')} text={t('overview.quietText')} />
      )}
      {data && data.items.length > 0 && (
        <ul className="attention">
          {data.items.map((item) => (
            <li key={item.kind}>
              <Line item={item} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({ item: { kind, count, since } }: { item: AttentionItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { tone, to } = KINDS[kind];
  return (
    <ScopeLink to={to}>
      <StatusMark tone={tone} />
      <strong>{format.number(count)}</strong>
      <span>
        {t(`overview.need.${kind}`, { count })}
        {since && (
          <span className="cell-sub">
            {t('overview.oldest')} <TimeText at={since} />
          </span>
        )}
      </span>
      <Icon name="chevron-right" />
    </ScopeLink>
  );
}
