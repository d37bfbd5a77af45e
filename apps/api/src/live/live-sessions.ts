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
  private checking: Promise<void> | null = null;
  private again = false;

  constructor(
    private readonly hub: LiveHub,
    private readonly sessions: SessionWatch,
  ) {
    hub.onSessionsEnded = () => void this.check();
  }

  /** Begins with the first stream. */
  watch(): void {
    this.timer ??= setInterval(() => void this.check(), CHECK_MS).unref();
  }

  onModuleDestroy(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** What ends while a check runs is looked for once more after it: many ends at once cost two questions. */
  check(): Promise<void> {
    if (this.checking) {
      this.again = true;
      return this.checking;
    }
    this.checking = this.checkAll().finally(() => (this.checking = null));
    return this.checking;
  }

  private async checkAll(): Promise<void> {
    do {
      this.again = false;
      await this.checkOnce();
    } while (this.again);
  }

  private async checkOnce(): Promise<void> {
    const clients = [...this.hub.clients()];
    if (clients.length === 0) return;
    try {
      const sids = [...new Set(clients.map((client) => client.viewer.sessionId))];
      const standing = new Map((await this.sessions.standing(sids)).map((session) => [session.sid, session]));
      for (const client of clients) {
        const session = standing.get(client.viewer.sessionId);
        const holds =
          session?.userId === client.viewer.userId && session.merchantId === client.interest.merchantId;
        if (!holds) this.hub.sendAway(client);
      }
    } catch (error) {
      // The next check decides: without the database nobody can be told from anybody.
      this.log.warn('The sessions of live streams could not be checked', error);
    }
  }
}
