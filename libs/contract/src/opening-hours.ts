// When a place is open: spans of the week and exceptions by date, in the place's own time zone. A span belongs to the day on
// which it begins and may run past midnight; an exception takes the place of all spans that begin on its date.
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  registerDecorator,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';
import { PLAIN_TEXT_PATTERN } from './identifiers';
import { isInstant } from './times';

const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
export const MAX_WEEKLY_SPANS = 42;
export const MAX_DAY_SPANS = 6;
export const MAX_OPENING_EXCEPTIONS = 366;
const OPENS = /^([01]\d|2[0-3]):[0-5]\d$/;
const CLOSES = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** From `opens` up to `closes`, `HH:MM`. `closes` at or before `opens` is on the day after; `24:00` is the end of the day. */
export interface OpenSpan {
  opens: string;
  closes: string;
}

/** Minutes of a day from and to; the end is past 1440 where the span runs over midnight. */
export function spanMinutes({ opens, closes }: OpenSpan): { from: number; to: number } {
  const from = minuteOf(opens);
  const to = minuteOf(closes);
  return { from, to: to > from ? to : to + DAY_MINUTES };
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** Index of the first span that overlaps one before it, on a circle of so many minutes; -1 when none does. */
function overlapOf(spans: readonly { from: number; to: number }[], circle: number): number {
  const shifts = [-circle, 0, circle];
  return spans.findIndex((span, index) =>
    spans
      .slice(0, index)
      .some((other) => shifts.some((by) => span.from + by < other.to && other.from < span.to + by)),
  );
}

/** Index of the first span of the week that overlaps an earlier one in the list, or -1. Sunday runs into Monday. */
export function weeklyOverlap(spans: readonly (OpenSpan & { day: number })[]): number {
  const placed = spans.map((span) => {
    const { from, to } = spanMinutes(span);
    const start = (span.day - 1) * DAY_MINUTES;
    return { from: start + from, to: start + to };
  });
  return overlapOf(placed, WEEK_MINUTES);
}

/** The same for the spans of one date. */
export function dayOverlap(spans: readonly OpenSpan[]): number {
  return overlapOf(spans.map(spanMinutes), Number.POSITIVE_INFINITY);
}

const isSpan = (value: unknown): value is OpenSpan => {
  const span = value as Partial<OpenSpan> | null;
  return (
    typeof span === 'object' &&
    OPENS.test(String(span?.opens ?? '')) &&
    CLOSES.test(String(span?.closes ?? ''))
  );
};

/** A rule of this file: what is broken otherwise is left to the rules that say so. */
function rule(name: string, validate: (value: unknown, args: ValidationArguments) => boolean, says: string) {
  return (): PropertyDecorator => (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown, args) => validate(value, args as ValidationArguments),
        defaultMessage: (args) => `${args?.property} ${says}`,
      },
    });
}

const ClosesLater = rule(
  'closesLater',
  (value, { object }) => value !== (object as Partial<OpenSpan>).opens,
  'must differ from opens; a whole day is 00:00 to 24:00',
);
const NoWeeklyOverlap = rule(
  'noSpanOverlap',
  (value) =>
    !Array.isArray(value) ||
    !value.every((span) => isSpan(span) && Number.isInteger((span as { day?: unknown }).day)) ||
    weeklyOverlap(value as (OpenSpan & { day: number })[]) < 0,
  'must not overlap, also over midnight',
);
const NoDayOverlap = rule(
  'noSpanOverlap',
  (value) => !Array.isArray(value) || !value.every(isSpan) || dayOverlap(value) < 0,
  'must not overlap',
);
const UniqueDates = rule(
  'uniqueDates',
  (value) => {
    if (!Array.isArray(value)) return true;
    const dates = value.map((exception) => (exception as { date?: unknown } | null)?.date);
    return new Set(dates).size === dates.length;
  },
  'must name each date once',
);
const IsCalendarDate = rule(
  'isCalendarDate',
  (value) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isInstant(`${value}T00:00:00Z`),
  'must be a date such as 2026-12-25',
);

/** A span of the week; `day` is 1 for Monday to 7 for Sunday. */
export class WeeklySpan implements OpenSpan {
  @IsInt() @Min(1) @Max(7) day!: number;
  @Matches(OPENS) opens!: string;
  @Matches(CLOSES) @ClosesLater() closes!: string;
}

/** A span of one date. */
export class DateSpan implements OpenSpan {
  @Matches(OPENS) opens!: string;
  @Matches(CLOSES) @ClosesLater() closes!: string;
}

/** Other hours on one date; no spans: closed. */
export class OpeningException {
  @IsCalendarDate() date!: string;
  @IsArray()
  @ArrayMaxSize(MAX_DAY_SPANS)
  @NoDayOverlap()
  @ValidateNested({ each: true })
  @Type(() => DateSpan)
  spans!: DateSpan[];
  @IsOptional() @IsString() @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) note?: string | null;
}

/** Hours of a place. A day of the week without spans is closed. Where a place has no hours at all it is always open. */
export class OpeningHours {
  @IsArray()
  @ArrayMaxSize(MAX_WEEKLY_SPANS)
  @NoWeeklyOverlap()
  @ValidateNested({ each: true })
  @Type(() => WeeklySpan)
  weekly!: WeeklySpan[];
  @IsArray()
  @ArrayMaxSize(MAX_OPENING_EXCEPTIONS)
  @UniqueDates()
  @ValidateNested({ each: true })
  @Type(() => OpeningException)
  exceptions!: OpeningException[];
}
