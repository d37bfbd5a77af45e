import { queryOptions } from '@tanstack/react-query';
import type { SavedView, ViewedList } from '@coffee/contract/saved-views';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const savedViewsQuery = (list: ViewedList) =>
  queryOptions({
    queryKey: queryKeys.savedViews.list(list),
    queryFn: ({ signal }) => api<SavedView[]>('GET', '/saved_views', { query: { list }, signal }),
  });
