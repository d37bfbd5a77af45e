// Times as people of a place read them: by the clock on their wall, with the zone's name, so that nobody has to guess.
import type { ChannelLanguage } from '@coffee/contract/notification-channels';
import { isTimeZone } from '@coffee/contract/time-zones';

/** `1 Mar 2026, 16:00:15 (Asia/Shanghai, UTC+8)`. What is no time is told as it is; without a zone it is UTC, and says so. */
export function timeText(at: string, zone: string | null, language: ChannelLanguage): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const timeZone = isTimeZone(zone) ? zone : 'UTC';
  const text = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
    timeZone,
  }).format(date);
  return `${text} (${timeZone === 'UTC' ? timeZone : `${timeZone}, ${offsetOf(date, timeZone)}`})`;
}

function offsetOf(date: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(date);
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT').replace('GMT', 'UTC');
}
