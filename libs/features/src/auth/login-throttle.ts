import { LoginAttemptEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { RateLimited } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';

const WINDOW_SECONDS = 15 * 60;
const MAX_PER_EMAIL = 10;
const MAX_PER_ADDRESS = 100;

interface Attempt {
  key: string;
  failures: number;
  secondsLeft: number;
}

/**
 * Failed sign-ins of the last 15 minutes per e-mail and per address. An attempt is counted as failed before the password is
 * looked at and taken back when it was right: so many guesses at once cannot slip through together.
 */
@Injectable()
export class LoginThrottle {
  constructor(private readonly db: TenantDb) {}

  async begin(email: string, ip: string | null): Promise<void> {
    const limits = limitsOf(email, ip);
    const attempts = await this.count([...limits.keys()].sort());
    const over = attempts.filter(({ key, failures }) => failures > (limits.get(key) ?? Infinity));
    if (over.length === 0) return;
    const wait = Math.max(...over.map(({ secondsLeft }) => secondsLeft));
    throw new RateLimited(Math.max(1, Math.ceil(wait)), 'Too many failed sign-ins, try again later');
  }

  /** The password was right: the e-mail starts afresh, the address has one failure less. */
  async succeed(email: string, ip: string | null): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `update login_attempts a
        set failures = case when a.key = $1 then 0 else greatest(a.failures - 1, 0) end
        where a.key = any($2) and ${scope(LoginAttemptEntity, 'a')}`,
      [emailKey(email), [...limitsOf(email, ip).keys()]],
    );
    await this.forget();
  }

  /** What was tried once and never again would stay for ever. */
  private async forget(): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `delete from login_attempts a
        where a.window_start < now() - interval '1 day' and ${scope(LoginAttemptEntity, 'a')}`,
    );
  }

  /** It was not even looked at. */
  async takeBack(email: string, ip: string | null): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `update login_attempts a set failures = greatest(a.failures - 1, 0)
        where a.key = any($1) and ${scope(LoginAttemptEntity, 'a')}`,
      [[...limitsOf(email, ip).keys()]],
    );
  }

  private count(keys: string[]): Promise<Attempt[]> {
    return this.db.for(systemActor()).query<Attempt>(
      (scope) => `insert into login_attempts as a (key, failures, window_start)
        select key, 1, now() from unnest($1::text[]) with ordinality as k (key, place) order by place
        on conflict (key) do update set
          failures = case when a.window_start < now() - make_interval(secs => $2) then 1 else a.failures + 1 end,
          window_start = case when a.window_start < now() - make_interval(secs => $2) then now()
            else a.window_start end
        where ${scope(LoginAttemptEntity, 'a')}
        returning a.key, a.failures,
          extract(epoch from a.window_start - now())::float8 + $2 as "secondsLeft"`,
      [keys, WINDOW_SECONDS],
    );
  }
}

const emailKey = (email: string): string => `email:${email.toLowerCase()}`;

function limitsOf(email: string, ip: string | null): Map<string, number> {
  const limits = new Map([[emailKey(email), MAX_PER_EMAIL]]);
  if (ip !== null) limits.set(`ip:${ip}`, MAX_PER_ADDRESS);
  return limits;
}
