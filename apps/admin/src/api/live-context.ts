import { createContext, useContext, useEffect, useRef } from 'react';
import type { LiveEvent, LiveState } from './live-client';

export type AlarmLiveEvent = Extract<LiveEvent, { name: 'alarm.opened' | 'alarm.updated' }>;

export interface Live {
  state: LiveState;
  /** Since when, in milliseconds. */
  since: number;
  onNewOrders: (listener: (count: number) => void) => () => void;
  onAlarms: (listener: (event: AlarmLiveEvent) => void) => () => void;
}

export const LiveContext = createContext<Live>({
  state: 'connecting',
  since: 0,
  onNewOrders: () => () => undefined,
  onAlarms: () => () => undefined,
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

/** Calls back with every alarm that opens or changes, as it is told. */
export function useAlarmEvents(callback: (event: AlarmLiveEvent) => void): void {
  const { onAlarms } = useLive();
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  useEffect(() => onAlarms((event) => latest.current(event)), [onAlarms]);
}
