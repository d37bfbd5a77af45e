import { useSyncExternalStore } from 'react';

export const PHONE = '(max-width: 767.98px)';
export const BELOW_DESKTOP = '(max-width: 991.98px)';

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => window.matchMedia(query).matches,
  );
}
