import { timeText } from './mail-times';

const AT = '2026-03-01T08:00:15.000Z';

describe('times in mails', () => {
  it.each([
    ['Asia/Shanghai', 'en', '1 Mar 2026, 16:00:15 (Asia/Shanghai, UTC+8)'],
    ['Asia/Shanghai', 'zh-CN', '2026年3月1日 16:00:15 (Asia/Shanghai, UTC+8)'],
    ['Asia/Kolkata', 'en', '1 Mar 2026, 13:30:15 (Asia/Kolkata, UTC+5:30)'],
    ['UTC', 'en', '1 Mar 2026, 08:00:15 (UTC)'],
  ] as const)('are by the clock of %s in %s', (zone, language, text) => {
    expect(timeText(AT, zone, language)).toBe(text);
  });

  it('follow the summer time of their day', () => {
    expect(timeText('2026-07-01T22:30:00Z', 'Europe/Berlin', 'en')).toBe(
      '2 Jul 2026, 00:30:00 (Europe/Berlin, UTC+2)',
    );
  });

  it('are UTC, and say so, without a zone or with one that nobody knows', () => {
    for (const zone of [null, 'Mars/Base'])
      expect(timeText(AT, zone, 'en')).toBe('1 Mar 2026, 08:00:15 (UTC)');
  });

  it('are read from any offset, and left alone when they are none', () => {
    expect(timeText('2026-03-01T09:00:15+01:00', null, 'en')).toBe('1 Mar 2026, 08:00:15 (UTC)');
    expect(timeText('lately', 'Asia/Shanghai', 'en')).toBe('lately');
  });
});
