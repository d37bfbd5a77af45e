// What an alarm says, in the reader's language: the wire has its type and facts, and no sentences.
import { useTranslation } from 'react-i18next';
import type { Alarm, AlarmSeverity, AlarmType } from '@coffee/contract/alarms';
import type { CommandType } from '@coffee/contract/command-payloads';
import { useFormat } from '../../i18n/format';
import { useOpenWord } from '../../i18n/open-word';
import type { IconName } from '../icon-paths';
import { Badge, type Tone } from '../status-mark';

export const SEVERITY_TONES: Record<AlarmSeverity, Tone> = {
  info: 'busy',
  warn: 'major',
  critical: 'critical',
};
export const ALARM_ICONS: Record<AlarmType, IconName> = {
  material_low: 'droplet-half',
  offline: 'wifi-off',
  device_fault: 'exclamation-octagon',
  dispatch_fail: 'send',
  upgrade_fail: 'cloud-arrow-down',
  refund_fail: 'receipt',
  temperature: 'thermometer-half',
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
export const isSite = ({ type, slot }: Alarm): boolean => type === 'offline' && slot.startsWith('site:');

/** The title and one line of facts. */
export function useAlarmWords(): (alarm: Alarm) => { title: string; detail: string } {
  const { t } = useTranslation();
  const format = useFormat();
  const openWord = useOpenWord();
  const degrees = (value: unknown) => format.unit(number(value) ?? 0, 'celsius');
  const share = (value: unknown) => format.percent((number(value) ?? 0) / 100);

  const materialLow = ({ data }: Alarm) => {
    const name = text(data['material_name']) || text(data['material_code']) || t('alarms.someMaterial');
    const isEmpty = number(data['remaining']) === 0;
    return {
      title: t(isEmpty ? 'alarmText.empty' : 'alarmText.low', { name }),
      detail: t('alarmText.bin', {
        bin: number(data['bin_index']) ?? '–',
        left: data['remaining_pct'] === null ? '–' : share(data['remaining_pct']),
        limit: share(data['threshold_low_pct']),
      }),
    };
  };
  const offline = (alarm: Alarm) => {
    const { data } = alarm;
    if (!isSite(alarm)) {
      const seen = text(data['last_seen']);
      return {
        title: t('alarmText.offline'),
        detail: seen ? t('alarmText.lastSeen', { time: format.dateTime(seen) }) : '',
      };
    }
    const counts = {
      offline: format.number(number(data['offline']) ?? 0),
      total: number(data['total']) ?? 0,
    };
    return {
      title: t('alarmText.site', { name: text(data['location_name']) }),
      detail: t('alarmText.siteDetail', counts),
    };
  };
  const temperature = ({ data }: Alarm) => {
    const isHigh = data['direction'] === 'high';
    const values = {
      value: degrees(data['temperature']),
      limit: degrees(data[isHigh ? 'threshold_high' : 'threshold_low']),
    };
    return { title: t(isHigh ? 'alarmText.hot' : 'alarmText.cold'), detail: t('alarmText.limit', values) };
  };
  const dispatchFail = ({ data }: Alarm) => ({
    title: t('alarmText.dispatch', {
      command: t(`commandType.${text(data['command_type']) as CommandType}`),
    }),
    detail: t('alarmText.failed', {
      failed: format.number(number(data['failed']) ?? 0),
      total: format.number(number(data['total']) ?? 0),
    }),
  });

  return (alarm) => {
    const { data } = alarm;
    switch (alarm.type) {
      case 'material_low':
        return materialLow(alarm);
      case 'offline':
        return offline(alarm);
      case 'temperature':
        return temperature(alarm);
      case 'dispatch_fail':
        return dispatchFail(alarm);
      case 'device_fault': {
        const activity = text(data['activity']);
        const detail = text(data['error']) || (activity && openWord('activity', activity));
        return { title: t('alarmType.device_fault'), detail };
      }
      default:
        return { title: t(`alarmType.${alarm.type}`), detail: text(data['error']) };
    }
  };
}

export function SeverityBadge({ severity }: { severity: AlarmSeverity }) {
  const { t } = useTranslation();
  return <Badge tone={SEVERITY_TONES[severity]}>{t(`alarmSeverity.${severity}`)}</Badge>;
}

/** What people did about it; and whether its cause still lasts, where that is not what one would think. */
export function HandlingBadges({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isShelved = alarm.shelved_until !== null && new Date(alarm.shelved_until) > new Date();
  const tone: Tone = alarm.status === 'open' ? 'busy' : alarm.status === 'ack' ? 'ok' : 'neutral';
  return (
    <span className="row-gap">
      <Badge tone={tone}>{t(`alarmStatus.${alarm.status}`)}</Badge>
      {isShelved && alarm.shelved_until && (
        <Badge tone="maintenance">
          {t('alarms.shelvedUntil', { time: format.dateTime(alarm.shelved_until) })}
        </Badge>
      )}
      {alarm.status === 'closed' && alarm.condition === 'active' && (
        <Badge tone="major">{t('alarms.causeLasts')}</Badge>
      )}
      {alarm.flapping && <Badge tone="minor">{t('alarms.flapping')}</Badge>}
    </span>
  );
}

/** Who has it, or who has seen or closed it. */
export function useHandler(): (alarm: Alarm) => string | null {
  const { t } = useTranslation();
  return (alarm) => {
    if (alarm.closed_by) return t('alarms.closedBy', { name: alarm.closed_by });
    if (alarm.assignee_name) return t('alarms.assignedTo', { name: alarm.assignee_name });
    if (alarm.acked_by) return t('alarms.ackedBy', { name: alarm.acked_by });
    return alarm.status === 'closed' ? t('alarms.closedByItself') : null;
  };
}
