import type { Alarm } from '@coffee/contract/alarms';
import { inverseOf } from './alarm-undo';

const NOW = Date.parse('2026-03-01T08:00:00Z');
const row = (id: number, shelved_until: string | null = null) => ({ id, shelved_until }) as Alarm;

describe('the inverse of an act on alarms', () => {
  it('takes an acknowledgement back from each', () => {
    expect(inverseOf('ack', [row(1), row(2)], NOW)).toEqual([{ ids: [1, 2], action: 'unack' }]);
  });

  it('puts each back to the shelf it lay on, or on none when that time is over', () => {
    const later = '2026-03-01T09:00:00Z';
    const over = '2026-03-01T07:00:00Z';
    expect(inverseOf('shelve', [row(1), row(2, later), row(3, over), row(4, later)], NOW)).toEqual([
      { ids: [1, 3], action: 'shelve', until: null },
      { ids: [2, 4], action: 'shelve', until: later },
    ]);
  });

  it('asks for nothing when nothing was done', () => {
    expect(inverseOf('ack', [], NOW)).toEqual([]);
  });
});
