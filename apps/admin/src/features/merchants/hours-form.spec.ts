import type { OpeningHours } from '@coffee/contract/opening-hours';
import {
  firstHours,
  hoursInWords,
  hoursOf,
  hoursText,
  onEveryDay,
  oneMore,
  overlappingDay,
  withDay,
} from './hours-form';

const words = { always: 'always', closed: 'closed', day: (day: number) => String(day) };

describe('opening hours in the form', () => {
  it('go into a text and come back', () => {
    expect(hoursOf(hoursText(null))).toBeNull();
    expect(hoursOf(hoursText(firstHours()))).toEqual(firstHours());
  });

  it('change day by day and are copied to every day', () => {
    const closed = withDay(firstHours(), 7, []);
    expect(hoursInWords(closed, words)).toBe('1–6 08:00–20:00; 7 closed');
    const split = withDay(closed, 3, [{ opens: '06:00', closes: '09:00' }]);
    expect(hoursInWords(split, words)).toBe('1–2 08:00–20:00; 3 06:00–09:00; 4–6 08:00–20:00; 7 closed');
    expect(hoursInWords(onEveryDay(split, 3), words)).toBe('1–7 06:00–09:00');
  });

  it('tell exceptions and that a place is always open', () => {
    const hours: OpeningHours = { ...firstHours(), exceptions: [{ date: '2026-12-25', spans: [] }] };
    expect(hoursInWords(hours, words)).toBe('1–7 08:00–20:00; 2026-12-25 closed');
    expect(hoursInWords(null, words)).toBe('always');
  });

  it('offer a further span after the last one', () => {
    expect(oneMore([{ opens: '08:00', closes: '12:00' }])).toEqual([
      { opens: '08:00', closes: '12:00' },
      { opens: '13:00', closes: '24:00' },
    ]);
    expect(overlappingDay(withDay(firstHours(), 2, oneMore([{ opens: '08:00', closes: '22:59' }])))).toBe(0);
  });

  it('name the day that overlaps another, not while a time is missing', () => {
    const overnight = withDay(firstHours(), 7, [{ opens: '20:00', closes: '09:00' }]);
    expect(overlappingDay(overnight)).toBe(7);
    expect(overlappingDay(withDay(overnight, 2, [{ opens: '', closes: '09:00' }]))).toBe(0);
  });
});
