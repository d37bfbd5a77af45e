import { Suspense, lazy, useEffect, useState, type ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useLocation } from 'react-router';
import { toApiError } from '../api/api-error';
import { connectSession } from '../api/client';
import { sessionQuery } from '../api/session';
import { Boot } from './boot';
import { ErrorState } from '../ui/empty-state';

// Forms and their rules come when a form is needed.
const ReloginDialog = lazy(() =>
  import('./relogin-dialog').then((module) => ({ default: module.ReloginDialog })),
);

/** Draws its children only for somebody who is signed in; when the session ends, asks again in place. */
export function SessionGate({ children }: { children: ReactNode }) {
  const { pathname, search } = useLocation();
  const { data, error, refetch } = useQuery(sessionQuery);
  if (data) return <WithRenewal>{children}</WithRenewal>;
  if (error && toApiError(error).status === 401) {
    const next = pathname === '/' && !search ? '' : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/sign-in${next}`} replace />;
  }
  if (!error) return <Boot />;
  return (
    <main className="boot">
      <ErrorState error={error} onRetry={() => void refetch()} />
    </main>
  );
}

function WithRenewal({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState<((renewed: boolean) => void)[]>([]);
  useEffect(() => {
    connectSession({
      renew: () => new Promise((resolve) => setWaiting((before) => [...before, resolve])),
      refreshToken: () =>
        client.fetchQuery({ ...sessionQuery, staleTime: 0 }).then(
          (session) => session.csrf_token,
          () => null,
        ),
    });
    return () => connectSession(null);
  }, [client]);
  const settle = (renewed: boolean) => {
    waiting.forEach((resolve) => resolve(renewed));
    setWaiting([]);
  };
  return (
    <>
      {children}
      {waiting.length > 0 && (
        <Suspense>
          <ReloginDialog onDone={settle} />
        </Suspense>
      )}
    </>
  );
}
