import { Clock } from '@coffee/platform/clock';
import { TokenBuckets } from './token-buckets';

class HandClock extends Clock {
  at = 0;
  now(): Date {
    return new Date(this.at);
  }
}

describe('token buckets', () => {
  const clock = new HandClock();
  const buckets = (): TokenBuckets => new TokenBuckets({ perMinute: 60, burst: 3 }, clock);

  it('lets a burst pass, then says how long to wait', () => {
    const limiter = buckets();
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 1]);
  });

  it('counts every key on its own', () => {
    const limiter = buckets();
    for (let call = 0; call < 4; call += 1) limiter.take('a');
    expect(limiter.take('b')).toBe(0);
  });

  it('fills again with time, up to the burst', () => {
    const limiter = buckets();
    for (let call = 0; call < 4; call += 1) limiter.take('a');
    clock.at += 1000;
    expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 1]);
    clock.at += 3_600_000;
    expect([1, 2, 3, 4].map(() => limiter.take('a'))).toEqual([0, 0, 0, 1]);
  });
});
