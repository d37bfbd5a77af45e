import { Unavailable } from '@coffee/platform/errors';
import { HashGate } from './hash-gate';

function pending() {
  const releases: (() => void)[] = [];
  const work = (): Promise<void> => new Promise((resolve) => releases.push(resolve));
  return { work, releases };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('HashGate', () => {
  it('runs only as many at once as it may, and the others in their turn', async () => {
    const { work, releases } = pending();
    const gate = new HashGate(2, 10);
    const all = [1, 2, 3].map(() => gate.pass(work));
    await turn();
    expect(releases).toHaveLength(2);
    releases[0]?.();
    await turn();
    expect(releases).toHaveLength(3);
    releases.forEach((release) => release());
    await Promise.all(all);
  });

  it('refuses when too many wait', async () => {
    const { work, releases } = pending();
    const gate = new HashGate(1, 1);
    const taken = [gate.pass(work), gate.pass(work)];
    await expect(gate.pass(work)).rejects.toBeInstanceOf(Unavailable);
    await turn();
    releases[0]?.();
    await turn();
    releases[1]?.();
    await Promise.all(taken);
  });

  it('gives the place back after a failure', async () => {
    const gate = new HashGate(1, 0);
    await expect(gate.pass(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(gate.pass(() => Promise.resolve('fine'))).resolves.toBe('fine');
  });
});
