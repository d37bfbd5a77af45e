import { SessionWatch } from '@coffee/features/auth';
import { ThrottledLog } from '@coffee/platform/logging';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LiveHub } from './live-hub';

const CHECK_MS = 30_000;

/** A stream ends with the session that opened it: signed out, disabled, or moved to another merchant. One query for all. */
@Injectable()
export class LiveSessions implements OnModuleDestroy {
  private readonly log = new ThrottledLog('LiveSessions');
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly hub: LiveHub,
    private readonly sessions: SessionWatch,
  ) {}

  /** Begins with the first stream. */
  watch(): void {
    this.timer ??= setInterval(() => void this.check(), CHECK_MS).unref();
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
  }

  async check(): Promise<void> {
    const clients = [...this.hub.clients()];
    if (clients.length === 0) return;
    try {
      const sids = [...new Set(clients.map((client) => client.viewer.sessionId))];
      const standing = new Map((await this.sessions.standing(sids)).map((session) => [session.sid, session]));
      for (const client of clients) {
        const session = standing.get(client.viewer.sessionId);
        const holds =
          session?.userId === client.viewer.userId && session.merchantId === client.interest.merchantId;
        if (!holds) client.end();
      }
    } catch (error) {
      // The next check decides: without the database nobody can be told from anybody.
      this.log.warn('The sessions of live streams could not be checked', error);
    }
  }
}
