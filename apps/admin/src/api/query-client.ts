import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error';

/** Live events tell what changed, so answers stay good for a minute; only failures worth it are asked again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && error instanceof ApiError && error.isTransient,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
