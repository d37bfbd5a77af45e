import { QueryClient } from '@tanstack/react-query';
import { LiveCache } from './live-cache';
import type { LiveEvent } from './live-client';
import { queryKeys } from './query-keys';

const LIST = queryKeys.devices.list({ page: 1 });
const row = (device_id: string) => ({ device_id, status: 'online', temperature: 90, alias: 'Gate' });

function status(device_id: string, temperature: number, next = 'online', previous = 'online'): LiveEvent {
  const data = {
    device_id,
    status: next,
    previous,
    activity: 'idle',
    last_seen: '2026-03-31T08:00:00.000Z',
    temperature,
  };
  return { name: 'device.status', data } as LiveEvent;
}

function orderCreated(n: number): LiveEvent {
  return { name: 'order.created', data: { order_id: `O-${n}`, device_id: 'CM-1' } } as LiveEvent;
}

describe('live events in the cache', () => {
  let client: QueryClient;
  let cache: LiveCache;
  let invalidate: jest.SpyInstance;
  const asked = () =>
    invalidate.mock.calls.map(([filter]: [{ queryKey?: readonly unknown[] }]) => filter.queryKey?.join('/'));

  beforeEach(() => {
    jest.useFakeTimers();
    client = new QueryClient();
    invalidate = jest.spyOn(client, 'invalidateQueries');
    cache = new LiveCache(client);
    client.setQueryData(LIST, { items: [row('CM-1'), row('CM-2')], pagination: {} });
  });
  afterEach(() => {
    cache.close();
    client.clear();
    jest.useRealTimers();
  });

  it('patches rows in place and asks for nothing while only values move', () => {
    cache.push(status('CM-2', 93));
    jest.advanceTimersByTime(1000);
    const page = client.getQueryData<{ items: ReturnType<typeof row>[] }>(LIST);
    expect(page?.items[1]).toMatchObject({ device_id: 'CM-2', temperature: 93, alias: 'Gate' });
    expect(invalidate).not.toHaveBeenCalled();
  });

  it('keeps the page as it is when no row of it changed', () => {
    const before = client.getQueryData(LIST);
    cache.push(status('CM-77', 93));
    jest.advanceTimersByTime(1000);
    expect(client.getQueryData(LIST)).toBe(before);
  });

  it('writes once a second, however many events come', () => {
    const write = jest.spyOn(client, 'setQueriesData');
    for (let n = 0; n < 60; n += 1) {
      cache.push(status('CM-1', n));
      jest.advanceTimersByTime(50);
    }
    expect(write.mock.calls.length).toBeLessThanOrEqual(3);
    expect(
      client.getQueryData<{ items: { temperature: number }[] }>(LIST)?.items[0]?.temperature,
    ).toBeGreaterThan(30);
  });

  it('asks for lists again at most once a second, and for the dashboard at most every five', () => {
    for (let n = 0; n < 100; n += 1) {
      cache.push(status('CM-1', n, n % 2 ? 'fault' : 'online', n % 2 ? 'online' : 'fault'));
      jest.advanceTimersByTime(50);
    }
    expect(asked().filter((key) => key === 'devices/list').length).toBeLessThanOrEqual(5);
    expect(asked().filter((key) => key === 'dashboard').length).toBeLessThanOrEqual(2);
  });

  it('does not forget the dashboard that it put off', () => {
    cache.push(orderCreated(1));
    jest.advanceTimersByTime(1000);
    cache.push(orderCreated(2));
    jest.advanceTimersByTime(6000);
    expect(asked().filter((key) => key === 'dashboard')).toHaveLength(2);
  });

  it('counts new orders instead of moving the list under the hand', () => {
    const heard: number[] = [];
    cache.onNewOrders((count) => heard.push(count));
    cache.push(orderCreated(1));
    cache.push(orderCreated(2));
    jest.advanceTimersByTime(1000);
    expect(heard).toEqual([2]);
    expect(asked()).not.toContain('orders/list');
  });

  describe('of a dispatch', () => {
    const PAGE = queryKeys.batches.page('B-1', { page: 1 });
    const progress = (success: number): LiveEvent =>
      ({
        name: 'batch.progress',
        data: { batch_id: 'B-1', status: 'running', stats: { success } },
      }) as LiveEvent;
    const updated = (command_id: string): LiveEvent =>
      ({ name: 'command.updated', data: { command_id, device_id: 'CM-1', status: 'success' } }) as LiveEvent;
    const detail = () =>
      client.getQueryData<{ batch: { stats: { success: number } }; commands: { status: string }[] }>(PAGE);

    beforeEach(() => {
      const commands = [
        { command_id: 'C-1', status: 'sent' },
        { command_id: 'C-2', status: 'sent' },
      ];
      client.setQueryData(PAGE, { batch: { batch_id: 'B-1', stats: { success: 0 } }, commands });
    });

    it('moves the numbers and the rows on screen without asking', () => {
      cache.push(progress(7));
      cache.push(updated('C-2'));
      jest.advanceTimersByTime(1000);
      expect(detail()?.batch.stats.success).toBe(7);
      expect(detail()?.commands.map(({ status }) => status)).toEqual(['sent', 'success']);
    });

    it('leaves the page alone when only commands of other pages move', () => {
      const before = detail();
      for (let n = 0; n < 500; n += 1) cache.push(updated(`X-${n}`));
      jest.advanceTimersByTime(1000);
      expect(detail()).toBe(before);
    });

    it('asks for its page again at most every three seconds, however fast it runs', () => {
      for (let n = 0; n < 200; n += 1) {
        cache.push(progress(n));
        jest.advanceTimersByTime(50);
      }
      expect(asked().filter((key) => key === 'batches/detail/B-1').length).toBeLessThanOrEqual(4);
    });
  });
});
