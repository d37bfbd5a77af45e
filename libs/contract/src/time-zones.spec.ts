import { isTimeZone } from './time-zones';

describe('isTimeZone', () => {
  it.each(['UTC', 'Asia/Shanghai', 'America/Argentina/Buenos_Aires', 'Etc/GMT+8'])('knows %s', (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });

  it.each([['AET'], ['+08:00'], ['Mars/Olympus'], [''], [8], [null]])('refuses %p', (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  });
});
