// Sessions of people, in PostgreSQL. Mounted on what people call only: machines never pay for it.
import type { Config } from '@coffee/platform/config';
import { ThrottledLog } from '@coffee/platform/logging';
import type { Account, AccountsReader, SessionsService } from '@coffee/features/auth';
import connectPgSimple from 'connect-pg-simple';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import session, { type SessionData } from 'express-session';
import { Passport } from 'passport';
import { Pool } from 'pg';
import type { EdgeState } from './edge-request';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how passport's types name the user
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the account is the user
    interface User extends Account {}
  }
}

declare module 'express-session' {
  interface SessionData {
    csrfToken: string;
    /** Milliseconds since 1970. */
    signedInAt: number;
    /** From where and by which browser; shown to the person and to administrators. */
    visit: { ip: string | null; agent: string | null };
  }
}

export type SessionRequest = Request & { edge: EdgeState };

export const SESSION_COOKIE = 'sid';
/** Without a request for this long a session ends. */
const IDLE_SECONDS = 12 * 3600;
/** However busy it is. */
const ABSOLUTE_MS = 7 * 24 * 3_600_000;
const PRUNE_SECONDS = 15 * 60;
/** The row's expiry moves at most this often: a write for each read would double the cost of a page. */
const TOUCH_MS = 5 * 60_000;
const MAX_TOUCHED = 10_000;

const PEOPLE = /^\/(api|sse)\//;

export type PersonsPassport = InstanceType<typeof Passport>;

export interface Sessions {
  readonly middleware: RequestHandler;
  readonly passport: PersonsPassport;
  close(): Promise<void>;
}

export function createSessions(config: Config, accounts: AccountsReader, signs: SessionsService): Sessions {
  const pool = sessionPool(config);
  const options = {
    pool,
    tableName: 'sessions',
    createTableIfMissing: false,
    ttl: IDLE_SECONDS,
    pruneSessionInterval: PRUNE_SECONDS,
    errorLog: (...parts: unknown[]) => log.warn('The session store failed', parts.at(-1)),
  };
  const store = new SparingStore(options, accounts, signs);
  const persons = personsPassport(store);
  const chain = [sessionHandler(config, store), persons.initialize(), persons.session()] as RequestHandler[];
  return {
    middleware: (request, response, next) =>
      PEOPLE.test(request.path) ? runAll(chain, request, response, next) : next(),
    passport: persons,
    close: async () => {
      store.close();
      await pool.end();
    },
  };
}

const log = new ThrottledLog('Sessions');

/** For the store's own writes: sessions begin, move on and end. */
function sessionPool(config: Config): Pool {
  const pool = new Pool({
    connectionString: config.databaseUrl,
    application_name: 'coffee-api-sessions',
    max: 2,
    connectionTimeoutMillis: 2_000,
    statement_timeout: 5_000,
    keepAlive: true,
  });
  pool.on('error', (error) => log.warn('A connection of the session store broke', error));
  return pool;
}

class SparingStore extends connectPgSimple(session) {
  private readonly touched = new Map<string, number>();
  private found: { sid: string; account: Account | null } | null = null;

  constructor(
    options: ConstructorParameters<ReturnType<typeof connectPgSimple>>[0],
    private readonly accounts: AccountsReader,
    private readonly signs: SessionsService,
  ) {
    super(options);
  }

  /** Reads the session with its person, in one query. `done` gets to `takeAccount` before anything else can run. */
  override get(sid: string, done: (error: unknown, data?: SessionData | null) => void): void {
    this.accounts.findSession(sid).then(
      (stored) => {
        this.found = { sid, account: stored?.account ?? null };
        done(null, (stored?.data as SessionData | undefined) ?? null);
        this.found = null;
      },
      (error: unknown) => done(error),
    );
  }

  takeAccount(sid: string): Account | null {
    return this.found?.sid === sid ? this.found.account : null;
  }

  override touch(sid: string, _data: SessionData, done?: () => void): void {
    const now = Date.now();
    if (now - (this.touched.get(sid) ?? 0) < TOUCH_MS) return done?.();
    if (this.touched.size >= MAX_TOUCHED) this.touched.clear();
    this.touched.set(sid, now);
    this.signs
      .seen(sid, IDLE_SECONDS)
      .catch((error: unknown) => log.warn('A session was not prolonged', error))
      .finally(() => done?.());
  }

  override destroy(sid: string, done?: (error?: unknown) => void): void {
    this.touched.delete(sid);
    super.destroy(sid, done);
  }
}

function sessionHandler(config: Config, store: session.Store): RequestHandler {
  const handler = session({
    name: SESSION_COOKIE,
    secret: config.secretKey,
    store,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure: config.isProduction },
  });
  if (!config.isProduction) return handler;
  // Behind a proxy that ends TLS this connection is plain. The cookie is always marked Secure and the browser judges.
  return (request, response, next) => {
    Object.defineProperty(request, 'secure', { value: true, configurable: true });
    handler(request, response, next);
  };
}

type Found = (error: unknown, user?: Express.User | false | null) => void;

function personsPassport(store: SparingStore): PersonsPassport {
  const persons = new Passport();
  persons.serializeUser((user, done) => done(null, (user as Account).id));
  persons.deserializeUser((request: Request, _id: number, done: Found) => {
    const signedInAt = request.session.signedInAt ?? 0;
    const expired = Date.now() - signedInAt > ABSOLUTE_MS;
    done(null, expired ? false : (store.takeAccount(request.sessionID) ?? false));
  });
  return persons;
}

function runAll(chain: RequestHandler[], request: Request, response: Response, done: NextFunction): void {
  const step = (index: number): void => {
    const handler = chain[index];
    if (!handler) return done();
    void handler(request, response, (error?: unknown) => (error ? done(error) : step(index + 1)));
  };
  step(0);
}
