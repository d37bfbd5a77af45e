import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { type Account, SessionsService, SignInService } from '@coffee/features/auth';
import { Unauthorized } from '@coffee/platform/errors';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Request } from 'express';
import { Strategy } from 'passport-local';
import type { SessionRequest } from '../http/session';
import { SessionsHolder } from '../http/sessions-holder';

/** Longer names of browsers say nothing more. */
const MAX_AGENT = 300;
const FIELDS = { usernameField: 'email', passwordField: 'password', passReqToCallback: true } as const;

/** Turns a right e-mail and password into a session, and a session into nothing. */
@Injectable()
export class PersonSessions implements OnApplicationBootstrap {
  constructor(
    private readonly holder: SessionsHolder,
    private readonly signIns: SignInService,
    private readonly sessions: SessionsService,
  ) {}

  onApplicationBootstrap(): void {
    this.holder.passport.use(
      new Strategy(FIELDS, (request: Request, email, password, done) => {
        const { edge } = request as SessionRequest;
        const visit = { ip: edge.ip, requestId: edge.id };
        this.signIns.signIn({ email, password }, visit).then(
          (account) => done(null, account),
          (error: unknown) => done(error),
        );
      }),
    );
  }

  /** Under a new session id: one that was planted before the sign-in is worth nothing after it. */
  async begin(request: SessionRequest): Promise<Account> {
    const account = await this.authenticate(request);
    await promisify((user: Account, done: (error: unknown) => void) =>
      request.logIn(user, { session: true, keepSessionInfo: false }, done),
    )(account);
    request.session.csrfToken = randomBytes(32).toString('base64url');
    request.session.signedInAt = Date.now();
    request.session.visit = {
      ip: request.edge.ip,
      agent: request.headers['user-agent']?.slice(0, MAX_AGENT) ?? null,
    };
    // At the end of the request a failed save would go unseen: signed in is said only when the row is there.
    await promisify((done: (error: unknown) => void) => request.session.save(done))();
    return account;
  }

  async end(request: SessionRequest): Promise<void> {
    await promisify((done: (error: unknown) => void) => request.session.destroy(done))();
    // Its other tabs hear of it, too.
    this.sessions.told();
  }

  private authenticate(request: SessionRequest): Promise<Account> {
    return new Promise((resolve, reject) => {
      const settle = (error: unknown, account: unknown): void => {
        if (error) reject(error as Error);
        else if (account) resolve(account as Account);
        else reject(new Unauthorized('The e-mail or the password is wrong'));
      };
      const middleware = this.holder.passport.authenticate('local', settle) as (
        request: Request,
        response: unknown,
        next: (error?: unknown) => void,
      ) => void;
      middleware(request, request.res, reject);
    });
  }
}
