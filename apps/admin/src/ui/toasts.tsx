import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon';
import { useSingleKeys } from './single-keys';
import { StatusMark, type Tone } from './status-mark';

interface Toast {
  id: number;
  tone: Tone;
  text: string;
  detail: string | null;
  /** Takes back what was done. */
  undo: (() => void) | null;
}

const GOOD_NEWS_MS = 5000;
/** Long enough to read, to change one's mind and to get there by keyboard. */
const UNDO_MS = 12_000;
let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function add(toast: Omit<Toast, 'id'>, lastsMs: number | null): void {
  const id = nextId++;
  change([...toasts, { ...toast, id }]);
  if (lastsMs !== null) setTimeout(() => closeToast(id), lastsMs);
}

/** Good news leaves by itself; an error stays until it is closed. */
export function showToast(tone: Tone, text: string, detail: string | null = null): void {
  add({ tone, text, detail, undo: null }, tone === 'ok' ? GOOD_NEWS_MS : null);
}

/** What was done, with the means to take it back while it is shown. A later one takes the place of an earlier one. */
export function showUndoToast(text: string, undo: () => void): void {
  change(toasts.filter((toast) => toast.undo === null));
  add({ tone: 'ok', text, detail: null, undo }, UNDO_MS);
}

function closeToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

function takeBack({ id, undo }: Toast): void {
  closeToast(id);
  undo?.();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  useSingleKeys({
    z: () => {
      const last = shown.find(({ undo }) => undo !== null);
      if (last) takeBack(last);
    },
  });
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} className={`toast-item tone-${toast.tone}`}>
          <StatusMark tone={toast.tone} />
          <div>
            {toast.text}
            {toast.detail && <div className="meta">{toast.detail}</div>}
          </div>
          {toast.undo && (
            <button type="button" className="btn btn-plain btn-sm" onClick={() => takeBack(toast)}>
              {t('common.undo')}
            </button>
          )}
          <button
            type="button"
            className="btn btn-quiet btn-icon btn-dense"
            aria-label={t('common.close')}
            onClick={() => closeToast(toast.id)}
          >
            <Icon name="x" />
          </button>
        </div>
      ))}
    </div>
  );
}
