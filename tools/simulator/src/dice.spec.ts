import fc from 'fast-check';
import { Dice } from './dice';

const rolls = (dice: Dice): number[] => Array.from({ length: 20 }, () => dice.roll());

describe('the dice', () => {
  it('give the same rolls for the same seed and name, and others for others', () => {
    expect(rolls(new Dice(7, 'CM-0001'))).toEqual(rolls(new Dice(7, 'CM-0001')));
    expect(rolls(new Dice(7, 'CM-0001'))).not.toEqual(rolls(new Dice(8, 'CM-0001')));
    expect(rolls(new Dice(7, 'CM-0001'))).not.toEqual(rolls(new Dice(7, 'CM-0002')));
  });

  it('are fair enough', () => {
    const dice = new Dice(1, 'fair');
    const mean =
      Array.from({ length: 10_000 }, () => dice.roll()).reduce((sum, roll) => sum + roll, 0) / 10_000;
    expect(mean).toBeCloseTo(0.5, 1);
  });

  it('stay in their bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, name) => {
        const dice = new Dice(seed, name);
        for (const roll of rolls(dice)) expect(roll >= 0 && roll < 1).toBe(true);
        expect(dice.waitFor(10)).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(dice.waitFor(10))).toBe(true);
        expect(['a', 'b']).toContain(dice.pick([['a', 1], ['b', 2]] as const)); // prettier-ignore
        expect(dice.hex(6)).toMatch(/^[0-9a-f]{6}$/);
      }),
    );
  });
});
