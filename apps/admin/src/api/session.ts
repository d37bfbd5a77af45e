import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LoginAnswer, Session } from '@coffee/contract/auth';
import { may, type Permission } from '@coffee/contract/permissions';
import type { User } from '@coffee/contract/users';
import { api, setCsrfToken } from './client';
import { queryKeys } from './query-keys';

export const sessionQuery = queryOptions({
  queryKey: queryKeys.session,
  queryFn: async () => {
    const session = await api<Session>('GET', '/auth/me', { anonymous: true });
    setCsrfToken(session.csrf_token);
    return session;
  },
  staleTime: Infinity,
  gcTime: Infinity,
});

export async function signIn(email: string, password: string): Promise<Session> {
  const { user, csrf_token } = await api<LoginAnswer>('POST', '/auth/login', {
    body: { email, password },
    anonymous: true,
  });
  setCsrfToken(csrf_token);
  return { user, csrf_token };
}

/** The signed-in person. Only below the shell, which is not drawn without one. */
export function useUser(): User {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('No session');
  return data.user;
}

export function useMay(permission: Permission): boolean {
  return may(useUser().role, permission);
}

/** Keeps the cached session true after a person changed their own account. */
export function useRefreshSession(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: queryKeys.session });
}
