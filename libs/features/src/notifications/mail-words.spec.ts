import { type DigestGroup, digestOf } from './digest-data';
import { mailOf } from './mail-words';

const alarm = (values: object) => ({
  alarm: {
    type: 'device_fault',
    severity: 'critical',
    slot: '',
    device_id: 'DEV-1',
    device_alias: 'Lobby',
    location_name: 'Terminal 2',
    merchant_name: 'Morning Light',
    time_zone: 'Asia/Shanghai',
    data: {},
    opened_at: '2026-03-01T08:00:15.000Z',
    acked_by: null,
    closed_by: null,
    url: 'https://coffee.example.com/alarms?alarm=7',
    ...values,
  },
});
const group = (values: Partial<DigestGroup>): DigestGroup => ({
  location_id: 1,
  location_name: 'Terminal 1',
  merchant_name: 'Morning Light',
  type: 'offline',
  event: 'alarm.opened',
  severity: 'warn',
  time_zone: 'Asia/Shanghai',
  n: 3,
  ...values,
});

describe('the words of a mail', () => {
  it.each([
    [
      { type: 'material_low', severity: 'warn', data: { material_name: 'Beans', remaining_pct: 12.5 } },
      '[Warning] Alarm: Low material · Lobby',
      ['Machine: Lobby (DEV-1)', 'Material: Beans', 'Left: 12.5 %'],
    ],
    [
      { type: 'offline', severity: 'warn', data: { last_seen: '2026-03-01T07:55:00+00:00' } },
      '[Warning] Alarm: Offline · Lobby',
      [
        'Since: 1 Mar 2026, 16:00:15 (Asia/Shanghai, UTC+8)',
        'Last seen: 1 Mar 2026, 15:55:00 (Asia/Shanghai, UTC+8)',
      ],
    ],
    [
      {
        type: 'offline',
        slot: 'site:3',
        device_id: null,
        device_alias: null,
        data: { offline: 8, total: 10 },
      },
      '[Critical] Alarm: Offline · Terminal 2',
      ['Location: Terminal 2', 'Machines offline: 8 / 10'],
    ],
    [
      { type: 'temperature', data: { temperature: 41.5 } },
      '[Critical] Alarm: Temperature · Lobby',
      ['Temperature now: 41.5 °C'],
    ],
    [
      { type: 'refund_fail', data: { order_id: 'A-1', error: 'no money' } },
      '[Critical] Alarm: Refund failed · Lobby',
      ['Order: A-1', 'Error: no money'],
    ],
    [
      {
        type: 'dispatch_fail',
        device_id: null,
        device_alias: null,
        location_name: null,
        data: { failed: 2, total: 9 },
      },
      '[Critical] Alarm: Dispatch failed · Morning Light',
      ['Failed: 2 / 9'],
    ],
  ])('name the machine and the fact that matters: %j', (values, subject, lines) => {
    const mail = mailOf('en', 'alarm.opened', alarm(values));
    expect(mail.subject).toBe(subject);
    for (const line of [...lines, 'https://coffee.example.com/alarms?alarm=7']) {
      expect(mail.text.split('\n')).toContain(line);
    }
  });

  it('of a digest count by site and type, the sites with the most first', () => {
    const groups = [
      group({}),
      group({ event: 'alarm.closed', n: 2 }),
      group({
        location_id: 2,
        location_name: 'Terminal 2',
        type: 'device_fault',
        severity: 'critical',
        n: 9,
      }),
      group({ location_id: null, location_name: null, n: 1 }),
    ];
    const digest = digestOf(groups, new Date('2026-03-01T08:00:00Z'), new Date('2026-03-01T08:09:00Z'));
    expect(digest).toMatchObject({
      count: 15,
      types: { offline: { 'alarm.opened': 4, 'alarm.closed': 2 }, device_fault: { 'alarm.opened': 9 } },
      severities: { warn: 6, critical: 9 },
      more_sites: 0,
    });
    expect(digest.sites.map(({ location_name: name, count }) => [name, count])).toEqual([
      ['Terminal 2', 9],
      ['Terminal 1', 5],
      [null, 1],
    ]);
    expect(digest.time_zone).toBe('Asia/Shanghai');
    expect(digestOf([...groups, group({ time_zone: null })], null, null).time_zone).toBeNull();
    const english = mailOf('en', 'alarm.digest', { ...digest });
    expect(english.text).toContain(
      'from 1 Mar 2026, 16:00:00 (Asia/Shanghai, UTC+8) to 1 Mar 2026, 16:09:00 (Asia/Shanghai, UTC+8)',
    );
    expect(english.subject).toBe('[Coffee Admin] 15 notifications in one');
    expect(english.text).toContain('Terminal 1 (5)\n  Offline, Alarm: 3\n  Offline, Closed: 2');
    const chinese = mailOf('zh-CN', 'alarm.digest', { ...digest });
    expect(chinese.subject).toBe('[Coffee Admin] 15 条通知汇总');
    expect(chinese.text).toContain('Terminal 2 (9)\n  设备故障, 新告警: 9');
  });

  it('of a digest of very many sites say how many more there are', () => {
    const groups = Array.from({ length: 70 }, (_, n) =>
      group({ location_id: n, location_name: `Site ${n}`, n: 1 }),
    );
    const digest = digestOf(groups, null, null);
    expect([digest.sites.length, digest.more_sites]).toEqual([50, 20]);
    expect(mailOf('en', 'alarm.digest', { ...digest }).text).toContain('and 50 more locations');
  });
});
