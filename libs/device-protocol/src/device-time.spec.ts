import fc from 'fast-check';
import { isDeviceTime, parseDeviceTime } from './device-time';

const iso = (text: unknown): string | undefined => parseDeviceTime(text)?.toISOString();

describe('a machine’s time', () => {
  it.each([
    ['2026-11-22T22:40:32.815885+00:00', '2026-11-22T22:40:32.815Z'],
    ['2026-11-22T22:40:32Z', '2026-11-22T22:40:32.000Z'],
    ['2026-11-22T22:40:32', '2026-11-22T22:40:32.000Z'],
    ['2026-11-22 22:40', '2026-11-22T22:40:00.000Z'],
    ['2026-11-22T22:40:32.5+0800', '2026-11-22T14:40:32.500Z'],
    ['2026-11-22T22:40:32-03:30', '2026-11-23T02:10:32.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ])('reads %s as %s', (text, moment) => expect(iso(text)).toBe(moment));

  it.each([
    '2026-02-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2026-01-01T00:00:00+25:00',
    'now',
    '',
    1795387234,
    null,
    {},
    'x'.repeat(10_000),
  ])('reads nothing in %p', (value) => expect(isDeviceTime(value)).toBe(false));

  it('reads every moment that a machine can write', () => {
    const years = { min: new Date('1901-01-01'), max: new Date('2999-01-01'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), (moment) => expect(iso(moment.toISOString())).toBe(moment.toISOString())),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.anything(), fc.string()), (value) => void parseDeviceTime(value)));
  });
});
