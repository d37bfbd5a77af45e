import { CommandMishaps } from './command-mishaps';
import { Dice } from './dice';

const mishaps = (share: number, seed = 1) => {
  const source = new CommandMishaps(new Dice(seed, 'CM-0001/commands'), share);
  return Array.from({ length: 300 }, () => source.next());
};

describe('mishaps of commands', () => {
  it('are the same for the same seed', () => {
    expect(mishaps(0.5)).toEqual(mishaps(0.5));
    expect(mishaps(0.5, 2)).not.toEqual(mishaps(0.5));
  });

  it('are of every kind, and none when none are wished for', () => {
    const kinds = new Set(mishaps(1).map((mishap) => mishap?.kind));
    expect(kinds).toEqual(new Set(['failure', 'rejection', 'power_cut']));
    expect(mishaps(0).filter(Boolean)).toEqual([]);
  });
});
