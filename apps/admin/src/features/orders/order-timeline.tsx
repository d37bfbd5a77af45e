import { useTranslation } from 'react-i18next';
import type { TimelineEntry } from '@coffee/contract/orders';
import { useOpenWord } from '../../i18n/open-word';
import type { Tone } from '../../ui/status-mark';
import { Timeline } from '../../ui/timeline';

const TONES: Record<string, Tone> = {
  created: 'neutral',
  paid: 'ok',
  brewing: 'busy',
  completed: 'ok',
  failed: 'critical',
  unknown: 'minor',
  refund_requested: 'busy',
  refund_processing: 'busy',
  refund_unknown: 'minor',
  refund_succeeded: 'ok',
  product_blocked: 'major',
  refund_failed: 'critical',
  exception_set: 'major',
  exception_cleared: 'neutral',
  conflicting_report: 'major',
};

/** What happened to an order. Words that are not known yet are shown as the server said them. */
export function OrderTimeline({ entries, zone }: { entries: TimelineEntry[]; zone: string | undefined }) {
  const { t } = useTranslation();
  const word = useOpenWord();
  if (entries.length === 0) return <span className="muted">{t('orders.noTimeline')}</span>;
  return (
    <Timeline
      label={t('orders.timeline')}
      zone={zone}
      entries={entries.map(({ event, at, source, detail }, index) => ({
        key: `${event}-${index}`,
        tone: TONES[event] ?? 'neutral',
        title: word('orderEvent', event),
        at,
        note: [word('source', source), event === 'paid' && detail ? word('paymentMethod', detail) : detail]
          .filter(Boolean)
          .join(' · '),
      }))}
    />
  );
}
