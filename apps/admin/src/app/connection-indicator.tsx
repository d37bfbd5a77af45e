import { useTranslation } from 'react-i18next';
import { POLL_MS, type LiveState } from '../api/live-client';
import { useLive } from '../api/live-context';
import { useFormat } from '../i18n/format';
import { useNow } from '../ui/clock';
import type { Tone } from '../ui/status-mark';
import { PHONE, useMedia } from '../ui/use-media';

const TONES: Record<LiveState, Tone> = {
  connecting: 'busy',
  live: 'ok',
  reconnecting: 'busy',
  polling: 'minor',
  offline: 'critical',
};

/** Tells whether what is on screen is fresh. */
export function ConnectionIndicator() {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, since } = useLive();
  const now = useNow();
  const phone = useMedia(PHONE);
  const seconds = Math.max(0, Math.round((now - since) / 1000));
  const detail = state === 'polling' ? format.duration(POLL_MS / 1000) : format.duration(seconds);
  // A phone has room for what is worth telling alone; a page that has just been opened is as fresh as can be.
  const isDotAlone = phone && (state === 'live' || state === 'connecting');
  const waiting = state === 'reconnecting' && seconds >= 5;
  return (
    <span
      className={`connection tone-${TONES[state]}`}
      role="status"
      title={t(`live.${state}Hint`, { detail })}
      data-live={state}
    >
      <span className="dot" />
      <span className={isDotAlone ? 'visually-hidden' : 'connection-text'}>
        {t(`live.${state}`)}
        {waiting && ` ${detail}`}
      </span>
    </span>
  );
}
