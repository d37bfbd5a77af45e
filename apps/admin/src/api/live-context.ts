import { createContext, useContext, useEffect, useRef } from 'react';
import type { LiveState } from './live-client';

export interface Live {
  state: LiveState;
  /** Since when, in milliseconds. */
  since: number;
  onNewOrders: (listener: (count: number) => void) => () => void;
}

export const LiveContext = createContext<Live>({
  state: 'connecting',
  since: 0,
  onNewOrders: () => () => undefined,
});

export const useLive = () => useContext(LiveContext);

/** Calls back with the number of orders that came in, at most once a second. */
export function useNewOrders(callback: (count: number) => void): void {
  const { onNewOrders } = useLive();
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => onNewOrders((count) => latest.current(count)), [onNewOrders]);
}
