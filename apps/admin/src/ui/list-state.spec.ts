import { parseList, withChange, type ListSchema } from './list-state';

const FIELDS = {
  query: { kind: 'text' },
  merchant_id: { kind: 'int' },
  status: { kind: 'many', values: ['online', 'offline'] },
  tag: { kind: 'many' },
  low_material: { kind: 'flag' },
  from: { kind: 'day' },
  min_total: { kind: 'number' },
} as const;
const SCHEMA: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: ['name', 'created_at'],
  defaultSort: 'name',
};
const EMPTY = {
  query: null,
  merchant_id: null,
  status: [],
  tag: [],
  low_material: null,
  from: null,
  min_total: null,
};
const parse = (search: string) => parseList(SCHEMA, new URLSearchParams(search));

describe('the state of a list in the URL', () => {
  it.each([
    ['', {}],
    ['query=gate', { query: 'gate' }],
    ['merchant_id=7', { merchant_id: 7 }],
    ['merchant_id=seven', {}],
    ['merchant_id=-1', {}],
    ['status=online,offline', { status: ['online', 'offline'] }],
    ['status=online,melted,online', { status: ['online'] }],
    ['tag=a,,b', { tag: ['a', 'b'] }],
    ['low_material=true', { low_material: true }],
    ['low_material=yes', {}],
    ['from=2026-03-31', { from: '2026-03-31' }],
    ['from=yesterday', {}],
    ['min_total=12.50', { min_total: 12.5 }],
    ['min_total=12.505', {}],
    ['unknown=1', {}],
  ])('reads %p and drops what is wrong', (search, values) => {
    expect(parse(search).values).toEqual({ ...EMPTY, ...values });
  });

  it.each([
    ['', 1, 20, 'name'],
    ['page=3&page_size=50&sort=-created_at', 3, 50, '-created_at'],
    ['page=0&page_size=33&sort=password', 1, 20, 'name'],
    ['page=-2&page_size=many&sort=', 1, 20, 'name'],
  ])('reads the place in %p', (search, page, pageSize, sort) => {
    expect(parse(search)).toMatchObject({ page, pageSize, sort });
  });

  it('leaves defaults out and keeps what belongs to others', () => {
    const search = new URLSearchParams('view=x&status=online&page=4');
    expect(withChange(search, { status: [], query: 'gate', page: null }).toString()).toBe(
      'view=x&query=gate',
    );
  });
});
