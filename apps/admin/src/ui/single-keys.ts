import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { usePreferences } from './preferences';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
  );
}

/** A box that is ticked takes no letters. */
const takesLetters = (target: EventTarget | null): boolean =>
  isTyping(target) && !(target instanceof HTMLInputElement && target.type === 'checkbox');

/** Single keys act only outside of fields and dialogs, and not at all when switched off in the profile. */
export function useSingleKeys(actions: Record<string, () => void>): void {
  const { shortcuts } = usePreferences();
  useEffect(() => {
    if (!shortcuts) return;
    const guarded = (action: () => void) => (event: KeyboardEvent) => {
      if (takesLetters(event.target) || document.querySelector('.modal.show, .offcanvas.show')) return;
      event.preventDefault();
      action();
    };
    return tinykeys(
      window,
      Object.fromEntries(Object.entries(actions).map(([keys, action]) => [keys, guarded(action)])),
    );
  });
}
