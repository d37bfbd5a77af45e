import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { api } from '../api/client';
import { LiveCache } from '../api/live-cache';
import { LiveClient, type LiveState } from '../api/live-client';
import { LiveContext, type AlarmLiveEvent } from '../api/live-context';
import { showToast } from '../ui/toasts';

/** Shorter breaks are nobody's business. */
const WORTH_TELLING_MS = 5000;

/** Holds the browser's live connection while somebody is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [cache] = useState(() => new LiveCache(client));
  const [{ state, since }, setConnection] = useState<{ state: LiveState; since: number }>({
    state: 'connecting',
    since: 0,
  });
  useEffect(() => {
    const live = new LiveClient({
      onEvent: (event) => cache.push(event),
      onGap: () => cache.resync(),
      // Answered 401, which asks the person to sign in again in place.
      onSessionEnded: () =>
        void api('GET', '/auth/me').then(
          () => live.wake(),
          () => undefined,
        ),
      onState: (next, at) => {
        setConnection((before) => {
          const wasAway =
            before.state !== 'connecting' && before.state !== 'live' && at - before.since > WORTH_TELLING_MS;
          if (next === 'live' && wasAway) queueMicrotask(() => showToast('ok', i18next.t('live.caughtUp')));
          return { state: next, since: at };
        });
      },
    });
    return () => {
      live.close();
      cache.close();
    };
  }, [cache]);
  const value = useMemo(
    () => ({
      state,
      since,
      onNewOrders: (listener: (count: number) => void) => cache.onNewOrders(listener),
      onAlarms: (listener: (event: AlarmLiveEvent) => void) => cache.onAlarms(listener),
    }),
    [cache, state, since],
  );
  return <LiveContext value={value}>{children}</LiveContext>;
}
