// One EventSource per browser: the tab that holds the lock reads the stream and tells the others. Without Web Locks
// every tab reads for itself. The connection's state travels the same way, so that each tab shows the truth.
import {
  LIVE_EVENTS,
  SESSION_ENDED_EVENT,
  type LiveEventData,
  type LiveEventName,
} from '@coffee/contract/live';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'offline';
export type LiveEvent = { [E in LiveEventName]: { name: E; data: LiveEventData[E] } }[LiveEventName];

type Message =
  | { kind: 'event'; event: LiveEvent; id: string }
  | { kind: 'gap' }
  | { kind: 'state'; state: LiveState; since: number }
  | { kind: 'session-ended' }
  | { kind: 'hello' };

export interface LiveListener {
  onEvent: (event: LiveEvent) => void;
  /** Something may have been missed: ask the server again. */
  onGap: () => void;
  /** The server has ended the session that the stream was opened with: ask who is signed in. */
  onSessionEnded: () => void;
  onState: (state: LiveState, since: number) => void;
}

const STREAM_URL = '/sse/stream?topics=devices,orders,alarms,commands,tasks';
const LOCK = 'coffee-live';
/** A stream that fails this often in a row is blocked or switched off: pages poll instead. */
const FAILURES_BEFORE_POLLING = 3;
const RETRY_MS = [1000, 2000, 5000, 10_000, 30_000];
export const POLL_MS = 15_000;

export class LiveClient {
  private readonly channel: BroadcastChannel | null;
  private readonly stop = new AbortController();
  private source: EventSource | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pollTimer: ReturnType<typeof setInterval> | undefined;
  private lastId: string | null = null;
  private failures = 0;
  private everConnected = false;
  private leading = false;
  private state: LiveState = 'connecting';
  private since = Date.now();

  constructor(private readonly listener: LiveListener) {
    this.channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(LOCK);
    this.channel?.addEventListener('message', (message: MessageEvent<Message>) => this.hear(message.data));
    const signal = this.stop.signal;
    window.addEventListener('online', () => this.wake(), { signal });
    window.addEventListener('offline', () => this.setState('offline'), { signal });
    if (navigator.locks && this.channel) this.queueForLead();
    else this.lead();
    this.channel?.postMessage({ kind: 'hello' } satisfies Message);
  }

  close(): void {
    this.stop.abort();
    this.source?.close();
    clearTimeout(this.retryTimer);
    clearInterval(this.pollTimer);
    this.channel?.close();
  }

  private queueForLead(): void {
    const untilClosed = () =>
      new Promise<void>((resolve) => {
        this.lead();
        this.stop.signal.addEventListener('abort', () => resolve());
      });
    navigator.locks.request(LOCK, { signal: this.stop.signal }, untilClosed).catch(() => undefined);
  }

  private lead(): void {
    if (this.stop.signal.aborted) return;
    this.leading = true;
    this.connect();
  }

  private connect(): void {
    clearTimeout(this.retryTimer);
    this.source?.close();
    const resume = this.lastId ? `&last_event_id=${encodeURIComponent(this.lastId)}` : '';
    const source = new EventSource(STREAM_URL + resume);
    this.source = source;
    source.addEventListener('connected', (message) => this.connected(message as MessageEvent<string>));
    source.addEventListener('reset', () => this.tellGap());
    source.addEventListener(SESSION_ENDED_EVENT, () => this.sessionEnded());
    source.onerror = () => this.failed(source);
    for (const name of Object.keys(LIVE_EVENTS) as LiveEventName[]) {
      source.addEventListener(name, (message) => this.received(name, message as MessageEvent<string>));
    }
  }

  private connected({ lastEventId }: MessageEvent<string>): void {
    // A stream that resumes by id replays what was missed; without an id nothing is known about the gap.
    if (this.everConnected && this.lastId === null) this.tellGap();
    this.lastId ??= lastEventId || null;
    this.everConnected = true;
    this.failures = 0;
    clearInterval(this.pollTimer);
    this.setState('live');
  }

  private received(name: LiveEventName, message: MessageEvent<string>): void {
    if (message.lastEventId) this.lastId = message.lastEventId;
    const event = { name, data: JSON.parse(message.data) as unknown } as LiveEvent;
    this.listener.onEvent(event);
    this.channel?.postMessage({ kind: 'event', event, id: this.lastId ?? '' } satisfies Message);
  }

  private failed(source: EventSource): void {
    if (source !== this.source) return;
    this.failures += 1;
    if (!navigator.onLine) this.setState('offline');
    else if (this.failures >= FAILURES_BEFORE_POLLING) this.poll();
    else this.setState('reconnecting');
    // Reconnecting by ourselves: the browser gives up for good on an answer that is not a stream.
    source.close();
    const wait = RETRY_MS[Math.min(this.failures - 1, RETRY_MS.length - 1)];
    this.retryTimer = setTimeout(() => this.connect(), wait);
  }

  private poll(): void {
    if (this.state === 'polling') return;
    this.setState('polling');
    this.tellGap();
    clearInterval(this.pollTimer);
    this.pollTimer = setInterval(() => this.tellGap(), POLL_MS);
  }

  private sessionEnded(): void {
    this.listener.onSessionEnded();
    this.channel?.postMessage({ kind: 'session-ended' } satisfies Message);
  }

  /** Connects at once: the network is back, or somebody has signed in again. */
  wake(): void {
    if (!this.leading) return;
    this.failures = 0;
    this.setState('reconnecting');
    this.connect();
  }

  private tellGap(): void {
    this.listener.onGap();
    this.channel?.postMessage({ kind: 'gap' } satisfies Message);
  }

  private setState(state: LiveState): void {
    if (state !== this.state) this.since = Date.now();
    this.state = state;
    this.listener.onState(state, this.since);
    if (this.leading) this.tellState();
  }

  private tellState(): void {
    this.channel?.postMessage({ kind: 'state', state: this.state, since: this.since } satisfies Message);
  }

  private hear(message: Message): void {
    if (message.kind === 'hello') {
      if (this.leading) this.tellState();
    } else if (message.kind === 'event') {
      // Kept also by the tabs that only listen: one of them resumes from here when the leader closes.
      if (message.id) this.lastId = message.id;
      this.listener.onEvent(message.event);
    } else if (message.kind === 'gap') this.listener.onGap();
    else if (message.kind === 'session-ended') this.listener.onSessionEnded();
    else this.setState(message.state);
  }
}
