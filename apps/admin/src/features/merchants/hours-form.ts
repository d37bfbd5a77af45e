// Opening hours as the form holds them: one text, so that it is dirty, compared and kept like every other field.
import { dayOverlap, weeklyOverlap, type OpenSpan, type OpeningHours } from '@coffee/contract/opening-hours';

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const NEW_SPAN: OpenSpan = { opens: '08:00', closes: '20:00' };
const DAY_END = '24:00';

export function hoursText(hours: OpeningHours | null): string {
  return hours === null ? '' : JSON.stringify(hours);
}

export function hoursOf(text: string): OpeningHours | null {
  return text === '' ? null : (JSON.parse(text) as OpeningHours);
}

/** What a place gets that had no hours: the same ones on every day. */
export function firstHours(): OpeningHours {
  return { weekly: WEEKDAYS.map((day) => ({ day, ...NEW_SPAN })), exceptions: [] };
}

/** The spans of one day, in the list's order. */
export function spansOf(hours: OpeningHours, day: number): OpenSpan[] {
  return hours.weekly.filter((span) => span.day === day).map(({ opens, closes }) => ({ opens, closes }));
}

export function withDay(hours: OpeningHours, day: number, spans: readonly OpenSpan[]): OpeningHours {
  const weekly = WEEKDAYS.flatMap((each) =>
    (each === day ? spans : spansOf(hours, each)).map((span) => ({ day: each, ...span })),
  );
  return { ...hours, weekly };
}

/** The spans of one day on every day. */
export function onEveryDay(hours: OpeningHours, day: number): OpeningHours {
  const spans = spansOf(hours, day);
  return { ...hours, weekly: WEEKDAYS.flatMap((each) => spans.map((span) => ({ day: each, ...span }))) };
}

/** One more span after the last one: as the first of its day, or from its end on. */
export function oneMore(spans: readonly OpenSpan[]): OpenSpan[] {
  const last = spans.at(-1);
  if (!last || last.closes === DAY_END || last.closes <= last.opens) return [...spans, NEW_SPAN];
  const hour = Math.min(Number(last.closes.slice(0, 2)) + 1, 23);
  const opens = `${String(hour).padStart(2, '0')}:00`;
  return [...spans, { opens, closes: DAY_END }];
}

/** A time field knows no 24:00: as an end, midnight is 00:00 there. */
export const shownClose = (closes: string): string => (closes === DAY_END ? '00:00' : closes);
export const writtenClose = (shown: string): string => (shown === '00:00' ? DAY_END : shown);

/** It ends on the day after. */
export const isOvernight = ({ opens, closes }: OpenSpan): boolean =>
  opens !== '' && closes !== '' && closes <= opens;

/** The day whose span overlaps another one, 0 when none does. */
export function overlappingDay({ weekly }: OpeningHours): number {
  if (weekly.some(({ opens, closes }) => opens === '' || closes === '')) return 0;
  return weekly[weeklyOverlap(weekly)]?.day ?? 0;
}

export function isOverlapping(spans: readonly OpenSpan[]): boolean {
  return spans.every(({ opens, closes }) => opens !== '' && closes !== '') && dayOverlap(spans) >= 0;
}

/** `08:00–20:00, 21:00–02:00`. */
export function spansText(spans: readonly OpenSpan[]): string {
  return spans.map(({ opens, closes }) => `${opens}–${closes}`).join(', ');
}

interface Words {
  always: string;
  closed: string;
  day: (day: number) => string;
}

/** In one line, for a table and for the comparison after a conflict: days with the same hours stand together. */
export function hoursInWords(hours: OpeningHours | null, words: Words): string {
  if (hours === null) return words.always;
  const days = WEEKDAYS.map((day) => spansText(spansOf(hours, day)));
  const parts: string[] = [];
  for (let from = 0; from < days.length;) {
    let to = from;
    while (to + 1 < days.length && days[to + 1] === days[from]) to += 1;
    const name = to === from ? words.day(from + 1) : `${words.day(from + 1)}–${words.day(to + 1)}`;
    parts.push(`${name} ${days[from] || words.closed}`);
    from = to + 1;
  }
  const exceptions = hours.exceptions.map(({ date, spans }) => `${date} ${spansText(spans) || words.closed}`);
  return [...parts, ...exceptions].join('; ');
}
