import { Logger } from '@nestjs/common';
import { FactMetrics } from './fact-metrics';

beforeAll(() => Logger.overrideLogger(false));

describe('facts in the metrics', () => {
  it('show every status from the start', async () => {
    const text = await new FactMetrics().text();
    expect(text).toContain('devices_total{status="online"} 0');
    expect(text).toContain('alarms_open{severity="critical"} 0');
    expect(text).toContain('device_online_rate 0');
  });

  it('are read once for scrapes that come close together', async () => {
    const facts = new FactMetrics();
    const collect = jest.fn(async () => facts.devices.set({ status: 'online' }, 7));
    facts.register('devices', collect);
    const [first, second] = await Promise.all([facts.text(), facts.text()]);
    expect(first).toContain('devices_total{status="online"} 7');
    expect(second).toEqual(first);
    await facts.text();
    expect(collect).toHaveBeenCalledTimes(1);
  });

  it('keep their last value when a collector fails, and do not take the others with it', async () => {
    const facts = new FactMetrics();
    facts.register('broken', () => Promise.reject(new Error('database away')));
    facts.register('sound', async () => facts.materialLow.set(3));
    expect(await facts.text()).toContain('material_low_count 3');
  });
});
