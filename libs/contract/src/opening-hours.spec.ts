import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { dayOverlap, OpeningHours, spanMinutes, weeklyOverlap } from './opening-hours';

const broken = (errors: ValidationError[], at = ''): string[] =>
  errors.flatMap(({ property, constraints, children }) => [
    ...Object.keys(constraints ?? {}).map((rule) => `${at}${property} ${rule}`),
    ...broken(children ?? [], `${at}${property}.`),
  ]);
const faults = (body: object) =>
  broken(validateSync(plainToInstance(OpeningHours, { weekly: [], exceptions: [], ...body })));
const span = (day: number, opens: string, closes: string) => ({ day, opens, closes });

describe('opening hours', () => {
  it('takes several spans a day, over midnight, to the end of the day, and closed dates', () => {
    expect(
      faults({
        weekly: [span(1, '08:00', '12:00'), span(1, '13:00', '24:00'), span(7, '20:00', '02:00')],
        exceptions: [
          { date: '2028-02-29', spans: [], note: 'Leap day' },
          { date: '2026-12-24', spans: [{ opens: '00:00', closes: '24:00' }] },
        ],
      }),
    ).toEqual([]);
    expect(spanMinutes({ opens: '20:00', closes: '02:00' })).toEqual({ from: 1200, to: 1560 });
    expect(spanMinutes({ opens: '00:00', closes: '24:00' })).toEqual({ from: 0, to: 1440 });
  });

  it.each([
    [{ weekly: [span(8, '08:00', '12:00')] }, 'weekly.0.day max'],
    [{ weekly: [span(1, '24:00', '12:00')] }, 'weekly.0.opens matches'],
    [{ weekly: [span(1, '8:00', '12:00')] }, 'weekly.0.opens matches'],
    [{ weekly: [span(1, '08:00', '12:60')] }, 'weekly.0.closes matches'],
    [{ weekly: [span(1, '08:00', '08:00')] }, 'weekly.0.closes closesLater'],
    [{ weekly: [span(2, '08:00', '12:00'), span(2, '11:59', '13:00')] }, 'weekly noSpanOverlap'],
    [{ weekly: [span(7, '20:00', '02:00'), span(1, '01:00', '03:00')] }, 'weekly noSpanOverlap'],
    [{ weekly: 'daily' }, 'weekly isArray'],
    [{ exceptions: [{ date: '2026-02-30', spans: [] }] }, 'exceptions.0.date isCalendarDate'],
    [{ exceptions: [{ date: '2026-02-01' }] }, 'exceptions.0.spans isArray'],
    [
      {
        exceptions: [
          { date: '2026-02-01', spans: [] },
          { date: '2026-02-01', spans: [] },
        ],
      },
      'exceptions uniqueDates',
    ],
    [
      {
        exceptions: [
          {
            date: '2026-02-01',
            spans: [
              { opens: '08:00', closes: '10:00' },
              { opens: '09:00', closes: '11:00' },
            ],
          },
        ],
      },
      'exceptions.0.spans noSpanOverlap',
    ],
  ])('names the field of what is wrong: %j', (body, fault) => {
    expect(faults(body)).toContain(fault);
  });

  it('lets spans touch, and finds the first that overlaps', () => {
    expect(weeklyOverlap([span(1, '08:00', '24:00'), span(2, '00:00', '08:00')])).toBe(-1);
    expect(
      weeklyOverlap([span(1, '00:00', '24:00'), span(3, '08:00', '09:00'), span(2, '23:00', '08:30')]),
    ).toBe(2);
    expect(
      dayOverlap([
        { opens: '22:00', closes: '02:00' },
        { opens: '01:00', closes: '03:00' },
      ]),
    ).toBe(-1);
    expect(
      dayOverlap([
        { opens: '22:00', closes: '02:00' },
        { opens: '23:00', closes: '23:30' },
      ]),
    ).toBe(1);
  });
});
