import { compareStreamIds, isStreamId } from './index';

describe('stream ids', () => {
  it('compare by number, not by letter', () => {
    expect(compareStreamIds('9-0', '10-0')).toBeLessThan(0);
    expect(compareStreamIds('10-2', '10-10')).toBeLessThan(0);
    expect(compareStreamIds('10-10', '10-2')).toBeGreaterThan(0);
    expect(compareStreamIds('1700000000000-1', '1700000000000-1')).toBe(0);
  });

  it.each(['', '1', '1-', '-1', 'a-b', '1-1-1', ' 1-1', '1-1\n'])('do not look like %j', (text) => {
    expect(isStreamId(text)).toBe(false);
  });
});
