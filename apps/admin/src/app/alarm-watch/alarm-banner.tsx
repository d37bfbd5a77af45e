import { useCallback, useEffect, useRef, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { alarmCountsQuery } from '../../api/alarms';
import { useAlarmEvents } from '../../api/live-context';
import { playOncePerBrowser } from '../../ui/alarm-sound';
import { Icon } from '../../ui/icon';
import { setTitleCount } from '../../ui/page-title';
import { getPreferences } from '../../ui/preferences';
import { ScopeLink } from '../../ui/scope-link';
import { StatusMark } from '../../ui/status-mark';
import {
  NONE,
  QUIET_MS,
  seen,
  withOpened,
  withUpdated,
  type NewCriticals,
  type OpenedAlarm,
} from './new-criticals';

/** Who looks at the inbox sees them come. */
const isInbox = (pathname: string) => pathname === '/alarms';

interface Watch {
  criticals: NewCriticals;
  /** The one for which the bell rang last: screen readers are told as seldom as the bell rings. */
  announced: OpenedAlarm | null;
  dismiss: () => void;
}

function useNewCriticals(): Watch {
  // Several may be told before anything is drawn again: each builds on the one before, and not on what is on screen.
  const held = useRef(NONE);
  const [criticals, setCriticals] = useState(NONE);
  const [announced, setAnnounced] = useState<OpenedAlarm | null>(null);
  const { pathname } = useLocation();
  const keep = useCallback((next: NewCriticals) => {
    held.current = next;
    setCriticals(next);
  }, []);
  const dismiss = useCallback(() => keep(seen(held.current)), [keep]);
  useEffect(() => {
    if (isInbox(pathname)) dismiss();
  }, [pathname, dismiss]);
  useAlarmEvents((event) => {
    if (event.name === 'alarm.updated') return keep(withUpdated(held.current, event.data));
    const [next, rings] = withOpened(held.current, event.data, Date.now());
    keep(isInbox(pathname) ? seen(next) : next);
    if (!rings) return;
    setAnnounced(event.data);
    if (getPreferences().alarmSound) playOncePerBrowser(QUIET_MS);
  });
  return { criticals, announced, dismiss };
}

function useAlarmSentence(): (alarm: OpenedAlarm) => string {
  const { t } = useTranslation();
  return ({ type, device_id: device }) => {
    const what = t(`alarmType.${type}`);
    return device ? t('alarms.banner', { what, device }) : t('alarms.bannerPlain', { what });
  };
}

/** Above every page but the inbox: what has just become critical, until somebody looks or waves it away. */
export function AlarmBanner() {
  const { criticals, announced, dismiss } = useNewCriticals();
  const sentence = useAlarmSentence();
  useTitleCount();
  return (
    <>
      <div role="alert" className="visually-hidden">
        {announced && sentence(announced)}
      </div>
      <Banner alarms={criticals.alarms} onDismiss={dismiss} />
    </>
  );
}

function Banner({ alarms, onDismiss }: { alarms: NewCriticals['alarms']; onDismiss: () => void }) {
  const { t } = useTranslation();
  const sentence = useAlarmSentence();
  const [newest, ...more] = alarms;
  if (!newest) return null;
  return (
    <div className="alarm-banner tone-critical">
      <StatusMark tone="critical" />
      <span>
        {sentence(newest)}
        {more.length > 0 && ` ${t('alarms.bannerMore', { count: more.length })}`}
      </span>
      <ScopeLink className="btn btn-plain btn-sm" to={`/alarms?alarm=${newest.alarm_id}`}>
        {t('alarms.bannerShow')}
      </ScopeLink>
      <button
        type="button"
        className="btn btn-quiet btn-icon btn-dense"
        aria-label={t('alarms.bannerDismiss')}
        onClick={onDismiss}
      >
        <Icon name="x" />
      </button>
    </div>
  );
}

function useTitleCount(): void {
  const { data } = useQuery(alarmCountsQuery);
  const critical = data?.critical ?? 0;
  useEffect(() => setTitleCount(critical), [critical]);
  // The next person on this computer starts without it.
  useEffect(() => () => setTitleCount(0), []);
}
