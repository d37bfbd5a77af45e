import { viewQuery, viewSearch } from './view-query';

const SCHEMA = { fields: { status: { kind: 'many' }, query: { kind: 'text' } } } as const;
const of = (search: string) => viewQuery(SCHEMA, new URLSearchParams(search));

describe('a saved view', () => {
  it('keeps filters and sort, and neither the page nor what belongs to somebody else', () => {
    expect(of('page=3&status=a,b&sort=-at&page_size=50&view=7&tab=x')).toBe('sort=-at&status=a%2Cb');
  });

  it('is the same however its address is ordered', () => {
    expect(of('query=x&status=a')).toBe(of('status=a&query=x'));
  });

  it('is found again by its address', () => {
    const query = of('query=1%2B1 %26 more&sort=at');
    expect(of(viewSearch(7, query))).toBe(query);
    expect(new URLSearchParams(viewSearch(7, query)).get('view')).toBe('7');
  });
});
