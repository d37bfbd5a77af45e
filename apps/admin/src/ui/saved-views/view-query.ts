// A view is what stands in the address of its list: filters and sort, nothing else.
import type { ListSchema } from '../list-state';

/** Names the open view in the address, so that it stays open while its filters are changed. */
export const VIEW_PARAM = 'view';

/** The part of an address that a view keeps, in one order, so that equal views are equal texts. */
export function viewQuery(schema: Pick<ListSchema, 'fields'>, search: URLSearchParams): string {
  const kept = [...Object.keys(schema.fields), 'sort'].sort();
  const query = new URLSearchParams();
  for (const key of kept) {
    const value = search.get(key);
    if (value) query.set(key, value);
  }
  return query.toString();
}

/** The address of a view. */
export function viewSearch(id: number, query: string): string {
  const search = new URLSearchParams(query);
  search.set(VIEW_PARAM, String(id));
  return `?${search.toString()}`;
}
