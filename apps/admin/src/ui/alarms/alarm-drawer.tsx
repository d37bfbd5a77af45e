import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Alarm, AlarmDetail, AlarmEvent, AlarmEventKind, AlarmSeverity } from '@coffee/contract/alarms';
import { alarmQuery } from '../../api/alarms';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { Drawer } from '../drawer';
import { ErrorState } from '../empty-state';
import { Facts } from '../facts';
import { orderPath } from '../orders/order-columns';
import { withChange } from '../list-state';
import { ScopeLink } from '../scope-link';
import { SkeletonLines } from '../skeleton';
import type { Tone } from '../status-mark';
import { TimeText } from '../time-text';
import { Timeline } from '../timeline';
import { AlarmActions } from './alarm-actions';
import { AlarmPlace } from './alarm-columns';
import { HandlingBadges, SeverityBadge, useAlarmWords } from './alarm-words';

const KIND_TONES: Record<AlarmEventKind, Tone> = {
  opened: 'critical',
  reopened: 'critical',
  severity_changed: 'major',
  acknowledged: 'ok',
  unacknowledged: 'neutral',
  assigned: 'busy',
  unassigned: 'neutral',
  shelved: 'maintenance',
  unshelved: 'neutral',
  commented: 'neutral',
  closed: 'ok',
};

/** The alarm that the address names, beside the list it stands in. */
export function AlarmBeside({ zone }: { zone?: string | undefined }) {
  const [search, setSearch] = useSearchParams();
  const id = Number(/^[1-9]\d{0,9}$/.exec(search.get('alarm') ?? '')?.[0] ?? 0);
  if (id === 0) return null;
  const close = () => setSearch((now) => withChange(now, { alarm: null }), { replace: true });
  return <AlarmDrawer key={id} id={id} zone={zone} onClose={close} />;
}

interface Props {
  id: number;
  zone: string | undefined;
  onClose: () => void;
}

function AlarmDrawer({ id, zone, onClose }: Props) {
  const { t } = useTranslation();
  const words = useAlarmWords();
  const { data, error, refetch } = useQuery(alarmQuery(id));
  return (
    <Drawer title={data ? words(data.alarm).title : t('alarms.one')} open onClose={onClose}>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <SkeletonLines count={6} />}
      {data && <Content detail={data} zone={zone} />}
    </Drawer>
  );
}

function Content({ detail, zone }: { detail: AlarmDetail; zone: string | undefined }) {
  const { t } = useTranslation();
  const words = useAlarmWords();
  const mayManage = useMay('alarms.manage');
  const { alarm, timeline, previous } = detail;
  return (
    <div className="stack">
      <div className="row-gap">
        <SeverityBadge severity={alarm.severity} />
        <HandlingBadges alarm={alarm} />
      </div>
      <p>{words(alarm).detail}</p>
      <p className="meta">{t(`alarmHelp.${alarm.type}`)}</p>
      <AlarmFacts alarm={alarm} zone={zone} />
      {mayManage && <AlarmActions alarm={alarm} />}
      <section>
        <h3>{t('alarms.timeline')}</h3>
        <Events events={timeline} zone={zone} />
      </section>
      {previous.length > 0 && <Previous alarms={previous} zone={zone} />}
    </div>
  );
}

function AlarmFacts({ alarm, zone }: { alarm: Alarm; zone: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { batch_id: batchId, order_id: orderId } = alarm.data;
  const facts = [
    { label: t('alarms.where'), value: <AlarmPlace alarm={alarm} /> },
    { label: t('alarms.first'), value: <TimeText at={alarm.first_at} zone={zone} mode="full" /> },
    { label: t('alarms.last'), value: <TimeText at={alarm.last_at} zone={zone} mode="full" /> },
    { label: t('alarms.count'), value: format.number(alarm.count) },
    { label: t('alarms.assignee'), value: alarm.assignee_name },
  ];
  if (typeof batchId === 'string') {
    const link = <ScopeLink to={`/dispatch/${batchId}`}>{t('commands.ofDispatch')}</ScopeLink>;
    facts.push({ label: t('commands.dispatch'), value: link });
  }
  if (typeof orderId === 'string' && alarm.device_id !== null) {
    const path = orderPath({ order_id: orderId, device_id: alarm.device_id });
    facts.push({ label: t('orders.order'), value: <ScopeLink to={path}>{orderId}</ScopeLink> });
  }
  return <Facts list facts={facts} />;
}

function Events({ events, zone }: { events: AlarmEvent[]; zone: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const note = ({ kind, text, data }: AlarmEvent): string | null => {
    if (text) return text;
    if (kind === 'assigned') return String(data['name']);
    if (kind === 'shelved') return t('alarms.shelvedUntil', { time: format.dateTime(String(data['until'])) });
    if (kind === 'severity_changed') return t(`alarmSeverity.${data['to'] as AlarmSeverity}`);
    return null;
  };
  const entries = [...events].reverse().map((event) => {
    const { id, kind, actor, at } = event;
    const title = t(`alarmEvent.${kind}`);
    return {
      key: id,
      tone: KIND_TONES[kind],
      title: actor ? t('alarms.by', { what: title, name: actor }) : title,
      at,
      note: note(event),
    };
  });
  return <Timeline entries={entries} zone={zone} label={t('alarms.timeline')} />;
}

function Previous({ alarms, zone }: { alarms: Alarm[]; zone: string | undefined }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  return (
    <section>
      <h3>{t('alarms.previous')}</h3>
      <ul className="plain-list">
        {alarms.map(({ id, opened_at, closed_at }) => (
          <li key={id}>
            <Link to={`?${withChange(search, { alarm: id }).toString()}`}>
              <TimeText at={opened_at} zone={zone} mode="full" />
            </Link>
            {closed_at && (
              <span className="meta">
                {' – '}
                <TimeText at={closed_at} zone={zone} mode="full" />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
