import { Logger } from '@nestjs/common';
import { Ticker } from './ticker';

/** Lets the promises that are settled already run their continuations. */
const settle = (): Promise<void> => jest.advanceTimersByTimeAsync(0);

beforeAll(() => Logger.overrideLogger(false));

describe('the ticker', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('ticks at once and then at its pace, until it is stopped', async () => {
    const run = jest.fn().mockResolvedValue(undefined);
    const ticker = new Ticker([{ name: 'a', seconds: 5, run }]);
    ticker.start();
    await settle();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(run).toHaveBeenCalledTimes(3);
    ticker.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('never lets two ticks of one task overlap, and goes on when the slow one is done', async () => {
    const endings: (() => void)[] = [];
    const run = jest.fn(() => new Promise<void>((resolve) => endings.push(resolve)));
    const ticker = new Ticker([{ name: 'slow', seconds: 1, run }]);
    ticker.start();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(run).toHaveBeenCalledTimes(1);
    endings[0]?.();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(run).toHaveBeenCalledTimes(2);
    ticker.stop();
    endings[1]?.();
    await ticker.whenIdle();
  });

  it('keeps ticking after a failure, and a failing task does not disturb another', async () => {
    const broken = jest.fn().mockRejectedValue(new Error('no'));
    const sound = jest.fn().mockResolvedValue(undefined);
    const ticker = new Ticker([
      { name: 'broken', seconds: 1, run: broken },
      { name: 'sound', seconds: 1, run: sound },
    ]);
    ticker.start();
    await jest.advanceTimersByTimeAsync(2_000);
    ticker.stop();
    expect(broken).toHaveBeenCalledTimes(3);
    expect(sound).toHaveBeenCalledTimes(3);
  });

  it('starts again after a lost leadership, once', async () => {
    const run = jest.fn().mockResolvedValue(undefined);
    const ticker = new Ticker([{ name: 'a', seconds: 5, run }]);
    ticker.start();
    await settle();
    ticker.stop();
    ticker.start();
    ticker.start();
    await settle();
    expect(run).toHaveBeenCalledTimes(2);
    ticker.stop();
  });
});
