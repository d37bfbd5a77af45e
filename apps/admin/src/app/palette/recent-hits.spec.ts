import type { SearchHit } from '@coffee/contract/search';
import { readRecent, rememberHit } from './recent-hits';

const hit = (id: string): SearchHit => ({ kind: 'device', id, title: id, detail: null, device_id: null });
const ids = (user: number) => readRecent(user).map(({ id }) => id);

describe('recent hits', () => {
  beforeEach(() => localStorage.clear());

  it('are the last six, the newest first, each once', () => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'c']) rememberHit(1, hit(id));
    expect(ids(1)).toEqual(['c', 'g', 'f', 'e', 'd', 'b']);
  });

  it('are nobody else’s', () => {
    rememberHit(1, hit('a'));
    expect(ids(2)).toEqual([]);
  });

  it('survive what another version or a person wrote there', () => {
    localStorage.setItem(
      'coffee.recent.1',
      JSON.stringify([hit('a'), { kind: 'ship', id: 'x', title: 'x' }, 7]),
    );
    expect(ids(1)).toEqual(['a']);
    localStorage.setItem('coffee.recent.1', '{');
    expect(ids(1)).toEqual([]);
  });
});
