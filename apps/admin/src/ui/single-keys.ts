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

/** How long a key that begins a sequence, such as the g of `g a`, waits for the next one; tinykeys waits as long. */
const SEQUENCE_MS = 1000;
interface Stroke {
  key: string;
  at: number;
}
let last: Stroke | null = null;
let before: Stroke | null = null;

// On the way down, so that it is known before any page's own keys are looked at.
document.addEventListener(
  'keydown',
  ({ key, timeStamp: at }) => {
    before = last;
    last = { key, at };
  },
  { capture: true },
);

/** The a of `g a` goes to the alarms and must not acknowledge one as well. */
const endsSequence = (keys: string, { timeStamp }: KeyboardEvent): boolean =>
  !keys.includes(' ') && before?.key === 'g' && timeStamp - before.at < SEQUENCE_MS;

/** Single keys act only outside of fields and dialogs, and not at all when switched off in the profile. */
export function useSingleKeys(actions: Record<string, () => void>): void {
  const { shortcuts } = usePreferences();
  useEffect(() => {
    if (!shortcuts) return;
    const guarded = (keys: string, action: () => void) => (event: KeyboardEvent) => {
      if (endsSequence(keys, event)) return;
      if (takesLetters(event.target) || document.querySelector('.modal.show, .offcanvas.show')) return;
      event.preventDefault();
      action();
    };
    return tinykeys(
      window,
      Object.fromEntries(Object.entries(actions).map(([keys, action]) => [keys, guarded(keys, action)])),
    );
  });
}
