// What an e-mail says. Plain text: it is read on phones and in ticket systems, and nothing in it can be more than text.
import type { AlarmSeverity, AlarmType } from '@coffee/contract/alarms';
import type { ChannelLanguage } from '@coffee/contract/notification-channels';
import type { DeliveryEvent } from '@coffee/contract/notifications';
import type { DigestData } from './digest-data';
import { timeText } from './mail-times';
import { MAIL_WORDS, type MailWords } from './mail-dictionary';

export interface Mail {
  subject: string;
  text: string;
}

interface ToldAlarm {
  type: AlarmType;
  severity: AlarmSeverity;
  slot: string;
  device_id: string | null;
  device_alias: string | null;
  location_name: string | null;
  merchant_name: string | null;
  /** Absent in what was written before it was told. */
  time_zone?: string | null;
  data: Record<string, unknown>;
  opened_at: string;
  acked_by: string | null;
  closed_by: string | null;
  url: string;
}

const MAX_SITES_TOLD = 20;

export function mailOf(language: ChannelLanguage, event: DeliveryEvent, data: Record<string, unknown>): Mail {
  const words = MAIL_WORDS[language];
  if (event === 'alarm.digest') return digestMail(words, language, data as unknown as DigestData);
  if (event === 'channel.test') {
    const { channel } = data;
    const name = typeof channel === 'string' ? oneLine(channel) : '';
    return { subject: `[Coffee Admin] ${words.test}`, text: `${words.testText(name)}\n` };
  }
  return alarmMail(words, language, event, data['alarm'] as ToldAlarm);
}

function alarmMail(
  words: MailWords,
  language: ChannelLanguage,
  event: DeliveryEvent,
  alarm: ToldAlarm,
): Mail {
  const time = (at: string): string => timeText(at, alarm.time_zone ?? null, language);
  const what = oneLine(`${words.types[alarm.type]} · ${placeOf(words, alarm)}`);
  const lines: [string, string | null][] = [
    [words.severity, words.severities[alarm.severity]],
    [words.machine, machineOf(alarm)],
    [words.site, alarm.location_name],
    [words.merchant, alarm.merchant_name],
    [words.since, time(alarm.opened_at)],
    ...factsOf(words, alarm, time),
    [words.ackedBy, alarm.acked_by],
    [words.closedBy, alarm.closed_by],
  ];
  const told = lines.filter((line): line is [string, string] => line[1] !== null);
  const text = [
    `${words.events[event]}: ${what}`,
    '',
    ...told.map(([name, value]) => `${name}: ${oneLine(value)}`),
    '',
    alarm.url,
    '',
  ];
  return {
    subject: `[${words.severities[alarm.severity]}] ${words.events[event]}: ${what}`,
    text: text.join('\n'),
  };
}

function machineOf({ device_id: id, device_alias: alias }: ToldAlarm): string | null {
  return id !== null && alias ? `${alias} (${id})` : id;
}

const placeOf = (words: MailWords, alarm: ToldAlarm): string =>
  alarm.device_alias || alarm.device_id || alarm.location_name || alarm.merchant_name || words.noPlace;

/** The one number or name that says how bad it is. */
function factsOf(
  words: MailWords,
  { type, slot, data }: ToldAlarm,
  time: (at: string) => string,
): [string, string | null][] {
  const text = (key: string): string | null => {
    const value = data[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  };
  const timeOf = (key: string): string | null => {
    const at = text(key);
    return at === null ? null : time(at);
  };
  switch (type) {
    case 'material_low':
      return [
        [words.material, text('material_name') ?? text('material_code')],
        [words.left, text('remaining_pct') === null ? null : `${text('remaining_pct')} %`],
      ];
    case 'offline':
      return slot.startsWith('site:')
        ? [[words.machinesOffline, `${text('offline') ?? '?'} / ${text('total') ?? '?'}`]]
        : [[words.lastSeen, timeOf('last_seen')]];
    case 'temperature':
      return [[words.temperature, text('temperature') === null ? null : `${text('temperature')} °C`]];
    case 'dispatch_fail':
      return [[words.failed, `${text('failed') ?? '?'} / ${text('total') ?? '?'}`]];
    case 'refund_fail':
      return [
        [words.order, text('order_id')],
        [words.error, text('error')],
      ];
    default:
      return [[words.error, text('error')]];
  }
}

function digestMail(words: MailWords, language: ChannelLanguage, digest: DigestData): Mail {
  const time = (at: string | null): string => (at === null ? '' : timeText(at, digest.time_zone, language));
  const counted = (types: DigestData['types']): string[] =>
    Object.entries(types).flatMap(([type, events]) =>
      Object.entries(events).map(
        ([event, n]) => `${words.types[type as AlarmType]}, ${words.events[event as DeliveryEvent]}: ${n}`,
      ),
    );
  const sites = digest.sites
    .slice(0, MAX_SITES_TOLD)
    .flatMap((site) => [
      '',
      `${oneLine(site.location_name ?? site.merchant_name ?? words.noPlace)} (${site.count})`,
      ...counted(site.types).map((line) => `  ${line}`),
    ]);
  const more = digest.sites.length - MAX_SITES_TOLD + digest.more_sites;
  const text = [
    words.digestText(digest.count, time(digest.from), time(digest.to)),
    '',
    ...counted(digest.types),
    ...sites,
    ...(more > 0 ? ['', words.moreSites(more)] : []),
    '',
  ];
  return { subject: `[Coffee Admin] ${words.digest(digest.count)}`, text: text.join('\n') };
}

/** Names are people's: none of them makes a line, or a header, of its own. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}
