// Fan-out of live events to the browsers of this process. Events are gathered for a moment, written once per audience
// and handed to every socket of it as the same bytes.
import { SESSION_ENDED_EVENT } from '@coffee/contract/live';
import { LiveReader, compareStreamIds, isStreamId, type LiveEvent } from '@coffee/platform/live';
import { ProcessMetrics } from '@coffee/platform/metrics';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Drain } from '../http';
import { audienceKey, concerns, type LiveInterest } from './live-audience';
import type { LiveClient } from './live-client';
import { Frame, eventText, liveText } from './live-frames';

const GATHER_MS = 20;
const COMMENT_MS = 15_000;
/** What a browser may have missed and still be told one by one. */
const MAX_REPLAY = 1_000;
const REPLAY_STEP = 100;
const READER_LAG_MS = 2_000;
const COMMENT = new Frame(': still here\n\n');

interface Audience {
  interest: LiveInterest;
  clients: Set<LiveClient>;
}

@Injectable()
export class LiveHub implements OnModuleInit, OnModuleDestroy {
  private readonly audiences = new Map<string, Audience>();
  /** Browsers that are being told what they missed, with what came since. */
  private readonly joining = new Map<LiveClient, LiveEvent[]>();
  private gathered: LiveEvent[] = [];
  private flushTimer: NodeJS.Timeout | null = null;
  private commentTimer: NodeJS.Timeout | null = null;
  private unsubscribe: (() => void) | null = null;
  /** Somebody's sessions were ended: set by who knows which streams may go on. */
  onSessionsEnded: () => void = () => undefined;

  constructor(
    private readonly reader: LiveReader,
    private readonly metrics: ProcessMetrics,
    private readonly drain: Drain,
  ) {}

  onModuleInit(): void {
    this.metrics.sseClients.set(0);
    this.drain.signal.addEventListener('abort', () => this.sendHome(), { once: true });
  }

  onModuleDestroy(): void {
    this.sendHome();
    this.unsubscribe?.();
    for (const timer of [this.flushTimer, this.commentTimer]) if (timer) clearTimeout(timer);
  }

  get size(): number {
    let size = this.joining.size;
    for (const { clients } of this.audiences.values()) size += clients.size;
    return size;
  }

  *clients(): Iterable<LiveClient> {
    yield* this.joining.keys();
    for (const { clients } of this.audiences.values()) yield* clients;
  }

  /** True once events arrive here; false while Redis is away. */
  isFollowing(): Promise<boolean> {
    return this.reader.whenFollowing();
  }

  /** Greets a browser, tells it what it missed since `lastId`, and lets it hear from then on. */
  async join(client: LiveClient, greeting: object, lastId: string | null): Promise<void> {
    this.start();
    this.flush();
    const at = this.reader.lastId;
    if (lastId === null) {
      client.send(greet(at, greeting));
      return this.admit(client);
    }
    this.joining.set(client, []);
    this.count();
    const missed = await this.missedSince(lastId);
    if (missed === null) {
      client.send(greet(at, greeting));
      client.send(resetFrame(at));
      return this.catchUp(client, at);
    }
    client.send(greet(lastId, greeting));
    await this.replay(client, missed);
    const toldUpTo = missed.at(-1)?.id ?? lastId;
    await this.readerAt(toldUpTo, client);
    this.catchUp(client, toldUpTo);
  }

  /** Tells a browser that its session holds no more, and lets it go. */
  sendAway(client: LiveClient): void {
    client.end(new Frame(eventText({ id: this.reader.lastId, event: SESSION_ENDED_EVENT, data: {} })));
  }

  leave(client: LiveClient): void {
    this.joining.delete(client);
    const key = audienceKey(client.interest);
    const audience = this.audiences.get(key);
    audience?.clients.delete(client);
    if (audience?.clients.size === 0) this.audiences.delete(key);
    this.count();
  }

  private start(): void {
    this.unsubscribe ??= this.reader.subscribe({
      onEvent: (event) => this.gather(event),
      onReset: () => this.reset(),
      onSessionsEnded: () => this.onSessionsEnded(),
    });
    this.commentTimer ??= setInterval(() => this.toAll(COMMENT), COMMENT_MS).unref();
  }

  /** Null: too much, too long ago, or nobody can say. */
  private async missedSince(lastId: string): Promise<LiveEvent[] | null> {
    if (!isStreamId(lastId)) return null;
    try {
      const replay = await this.reader.replay(lastId, MAX_REPLAY);
      return replay.reset ? null : replay.events;
    } catch {
      return null;
    }
  }

  private async replay(client: LiveClient, events: readonly LiveEvent[]): Promise<void> {
    const texts = events.filter((event) => concerns(client.interest, event)).map(liveText);
    for (let at = 0; at < texts.length && client.isOpen; at += REPLAY_STEP) {
      client.send(new Frame(texts.slice(at, at + REPLAY_STEP).join('')));
      await client.drained();
    }
  }

  /** A replay may be ahead of our reader, which would tell its end again. */
  private async readerAt(id: string, client: LiveClient): Promise<void> {
    const giveUpAt = Date.now() + READER_LAG_MS;
    while (client.isOpen && compareStreamIds(this.reader.lastId, id) < 0 && Date.now() < giveUpAt) {
      await pause(5);
    }
  }

  /** What came during the replay, without what the replay told already. */
  private catchUp(client: LiveClient, toldUpTo: string): void {
    this.flush();
    const since = this.joining.get(client) ?? [];
    this.joining.delete(client);
    const fresh = since.filter((event) => compareStreamIds(event.id, toldUpTo) > 0);
    if (fresh.length > MAX_REPLAY) client.send(resetFrame(this.reader.lastId));
    else if (fresh.length > 0) client.send(new Frame(fresh.map(liveText).join('')));
    this.admit(client);
  }

  private admit(client: LiveClient): void {
    if (!client.isOpen) return this.count();
    const key = audienceKey(client.interest);
    const audience = this.audiences.get(key) ?? { interest: client.interest, clients: new Set<LiveClient>() };
    this.audiences.set(key, audience);
    audience.clients.add(client);
    this.count();
  }

  private gather(event: LiveEvent): void {
    this.gathered.push(event);
    this.flushTimer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  private flush(): void {
    if (this.flushTimer) clearTimeout(this.flushTimer);
    this.flushTimer = null;
    if (this.gathered.length === 0) return;
    const events = this.gathered;
    this.gathered = [];
    for (const { interest, clients } of this.audiences.values()) {
      const texts = events.filter((event) => concerns(interest, event)).map(liveText);
      if (texts.length === 0) continue;
      const frame = new Frame(texts.join(''));
      for (const client of clients) client.send(frame);
    }
    for (const [client, since] of this.joining) {
      if (since.length > MAX_REPLAY) continue;
      since.push(...events.filter((event) => concerns(client.interest, event)));
    }
  }

  /** Events were lost on the way to this process: everybody reads anew. */
  private reset(): void {
    this.gathered = [];
    this.toAll(resetFrame(this.reader.lastId));
  }

  private toAll(frame: Frame): void {
    for (const { clients } of this.audiences.values()) for (const client of clients) client.send(frame);
  }

  /** Back at different times, so that the next process is not overrun. */
  private sendHome(): void {
    for (const client of [...this.clients()]) {
      client.end(new Frame(`retry: ${2_000 + Math.floor(Math.random() * 8_000)}\n\n`));
    }
  }

  private count(): void {
    this.metrics.sseClients.set(this.size);
  }
}

function greet(id: string, data: object): Frame {
  return new Frame(eventText({ id, event: 'connected', data, retry: 3000 }));
}

function resetFrame(id: string): Frame {
  return new Frame(eventText({ id, event: 'reset', data: { reason: 'missed' } }));
}
