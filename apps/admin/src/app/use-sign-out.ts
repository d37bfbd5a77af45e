import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, setCsrfToken } from '../api/client';

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    // An ended session is what was wanted, whatever the server says about it.
    await api('POST', '/auth/logout', { anonymous: true }).catch(() => undefined);
    setCsrfToken(null);
    await navigate('/sign-in');
    client.clear();
  };
}
