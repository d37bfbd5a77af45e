import { ProgressMeter } from './progress-meter';

describe('the progress of a task', () => {
  let now: number;
  let meter: ProgressMeter;

  beforeEach(() => {
    now = 1_000;
    meter = new ProgressMeter(() => now);
  });

  const rows = (done: number, total = 1_000_000) => meter.read({ done, total, unit: 'rows' });

  it('is told at once, then with each whole percent, however often it is reported', () => {
    const told = Array.from({ length: 100_000 }, (_, n) => rows(n * 10)).filter(
      (figures) => figures !== null,
    );
    expect(told.length).toBe(100);
    expect(told[0]).toMatchObject({ percent: 0, done: 0, total: 1_000_000, unit: 'rows' });
  });

  it('is told every second where a percent takes longer', () => {
    rows(0);
    now += 999;
    expect(rows(10)).toBeNull();
    now += 1;
    expect(rows(11)).toMatchObject({ percent: 0, done: 11 });
  });

  it('has a rate as soon as it is no guess any more', () => {
    expect(rows(100)?.rate).toBeNull();
    now += 2_000;
    expect(rows(20_000)?.rate).toBe(10_000);
  });

  it('never says that all is done before it is, and counts an empty work as begun', () => {
    expect(rows(10, 10)?.percent).toBe(99);
    expect(new ProgressMeter(() => now).read({ done: 0, total: 0, unit: 'rows' })).toMatchObject({
      percent: 0,
    });
  });

  it('takes a mere percentage, which does not fall', () => {
    expect(meter.read(42.7)?.percent).toBe(42);
    expect(meter.read(42.9)).toBeNull();
    expect(meter.read(10)).toBeNull();
    expect(meter.figures.percent).toBe(42);
  });
});
