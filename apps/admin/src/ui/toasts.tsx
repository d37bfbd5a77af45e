import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon';
import { StatusMark, type Tone } from './status-mark';

interface Toast {
  id: number;
  tone: Tone;
  text: string;
  detail: string | null;
}

const GOOD_NEWS_MS = 5000;
let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function change(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Good news leaves by itself; an error stays until it is closed. */
export function showToast(tone: Tone, text: string, detail: string | null = null): void {
  const id = nextId++;
  change([...toasts, { id, tone, text, detail }]);
  if (tone === 'ok') setTimeout(() => closeToast(id), GOOD_NEWS_MS);
}

function closeToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, tone, text, detail }) => (
        <div key={id} className={`toast-item tone-${tone}`}>
          <StatusMark tone={tone} />
          <div>
            {text}
            {detail && <div className="meta">{detail}</div>}
          </div>
          <button
            type="button"
            className="btn btn-quiet btn-icon btn-dense"
            aria-label={t('common.close')}
            onClick={() => closeToast(id)}
          >
            <Icon name="x" />
          </button>
        </div>
      ))}
    </div>
  );
}
