// Two short tones, made by the browser: no file to load. Browsers stay silent until somebody has clicked on the page.
const TONES = [880, 660];
const TONE_SECONDS = 0.18;
const VOLUME = 0.15;
const LOCK = 'coffee-alarm-sound';

export function playAlarmSound(): void {
  const context = new AudioContext();
  const end = TONES.map((frequency, index) => {
    const from = context.currentTime + index * TONE_SECONDS;
    const gain = context.createGain();
    gain.gain.setValueAtTime(VOLUME, from);
    gain.gain.exponentialRampToValueAtTime(0.001, from + TONE_SECONDS);
    gain.connect(context.destination);
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(from);
    tone.stop(from + TONE_SECONDS);
    return tone;
  }).at(-1);
  end?.addEventListener('ended', () => void context.close());
}

/** Of all tabs of this browser one plays, and none again within `quietMs`. Without Web Locks (plain HTTP) each plays. */
export function playOncePerBrowser(quietMs: number): void {
  // The type does not know of pages that are not secure.
  if (!('locks' in navigator)) return playAlarmSound();
  void navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
    if (!lock) return undefined;
    playAlarmSound();
    return new Promise<void>((resolve) => setTimeout(resolve, quietMs));
  });
}
