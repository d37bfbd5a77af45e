import { channelBody, channelForm } from './channel-form';

const CHANNEL = {
  id: 1,
  merchant_id: 3,
  merchant_name: 'Morning Light',
  name: 'Duty',
  type: 'webhook',
  target: 'https://example.com/alarms',
  events: ['alarm.opened'],
  severities: ['critical'],
  active: true,
  language: 'en',
  quiet_hours: { from: '22:00', to: '07:00', critical_passes: false },
  time_zone: 'Asia/Shanghai',
  max_messages: 5,
  window_minutes: 30,
  remind_after_minutes: null,
  escalate_to: 2,
  escalate_after_minutes: 15,
  old_secret_valid_until: null,
  last_delivery: null,
  failures: 0,
  failing_since: null,
  switched_off: null,
  waiting: 0,
  created_at: '2026-03-01T08:00:00.000Z',
  updated_at: '2026-03-01T08:00:00.000Z',
  version: 1,
} as const;
const channel = { ...CHANNEL, events: [...CHANNEL.events], severities: [...CHANNEL.severities] };

describe('the form of a channel', () => {
  it('gives back what it was made from', () => {
    const { quiet_hours, max_messages, window_minutes, remind_after_minutes, escalate_to } = channel;
    expect(channelBody(channelForm(channel), false)).toEqual({
      name: 'Duty',
      target: channel.target,
      events: ['alarm.opened'],
      severities: ['critical'],
      language: 'en',
      quiet_hours,
      max_messages,
      window_minutes,
      remind_after_minutes,
      escalate_to,
      escalate_after_minutes: 15,
    });
  });

  it('names type and merchant for a new one alone', () => {
    expect(channelBody(channelForm(null), true)).toMatchObject({ type: 'webhook', merchant_id: null });
    expect(channelBody(channelForm(channel), false)).not.toHaveProperty('type');
  });

  it('drops the time when no channel follows, and asks for it when one does', () => {
    const values = { ...channelForm(channel), escalate_to: '' };
    expect(channelBody(values, false)).toMatchObject({ escalate_to: null, escalate_after_minutes: null });
    const timeless = { ...channelForm(channel), escalate_after_minutes: '' };
    expect(channelBody(timeless, false)).toMatchObject({ escalate_to: 2, escalate_after_minutes: '' });
  });

  it('has no quiet hours when they are not wanted', () => {
    expect(channelBody({ ...channelForm(channel), has_quiet_hours: false }, false)['quiet_hours']).toBeNull();
  });
});
