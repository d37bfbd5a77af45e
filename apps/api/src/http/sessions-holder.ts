import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { PersonsPassport, Sessions } from './session';

/** Lets controllers reach the sessions, which are mounted on Express and not made by Nest, and ends them with the application. */
@Injectable()
export class SessionsHolder implements OnApplicationShutdown {
  private sessions: Sessions | null = null;

  hold(sessions: Sessions): void {
    this.sessions = sessions;
  }

  get passport(): PersonsPassport {
    if (!this.sessions) throw new Error('sessions are not mounted yet');
    return this.sessions.passport;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sessions?.close();
  }
}
