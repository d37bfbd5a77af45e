import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Page } from '@coffee/contract/paging';
import type { User } from '@coffee/contract/users';
import { api, type Query } from '../../api/client';
import { queryKeys } from '../../api/query-keys';

export const usersQuery = (query: Query) =>
  queryOptions({
    queryKey: queryKeys.users.list(query),
    queryFn: ({ signal }) => api<Page<User>>('GET', '/users', { query, signal }),
    placeholderData: keepPreviousData,
  });

export const userQuery = (id: number) =>
  queryOptions({
    queryKey: queryKeys.users.detail(id),
    queryFn: ({ signal }) => api<User>('GET', `/users/${id}`, { signal }),
  });
