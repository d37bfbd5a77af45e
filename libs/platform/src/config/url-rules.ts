/** Each rule answers null when the value is fine, else what is wrong, without repeating the value: it may hold a password. */

export function postgresProblem(value: string): string | null {
  const url = parse(value);
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    return 'must look like postgres://user:password@host:5432/database';
  }
  return url.pathname.length > 1 ? null : 'must name a database after the host';
}

const REDIS_PROTOCOLS = [
  'redis:',
  'rediss:',
  'redis+sentinel:',
  'rediss+sentinel:',
  'redis+cluster:',
  'rediss+cluster:',
];

/** Several hosts by comma are fine for sentinel and cluster, which WHATWG URLs cannot hold: the first stands for all. */
export function redisProblem(value: string): string | null {
  const url = parse(value.replace(/,[^/?]*/, ''));
  if (!url || !REDIS_PROTOCOLS.includes(url.protocol) || !url.hostname) {
    return (
      'must look like redis://host:6379/0, redis+sentinel://host:26379,host:26379/master-name/0 ' +
      'or redis+cluster://host:6379,host:6379'
    );
  }
  const named = /^\/[^/]+/.test(url.pathname);
  return url.protocol.includes('sentinel') && !named ? 'must name the sentinel master after the hosts' : null;
}

export function publicUrlProblem(value: string): string | null {
  const url = parse(value);
  const fine = url && ['http:', 'https:'].includes(url.protocol) && !url.search && !url.hash && !url.username;
  return fine
    ? null
    : 'must be an absolute http or https address without query, as devices reach this server';
}

export function smtpProblem(value: string): string | null {
  const url = parse(value);
  const fine = url && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '';
  return fine ? null : 'must look like smtp://user:password@host:587 or smtps://user:password@host:465';
}

function parse(value: string): URL | null {
  try {
    return new URL(value);
  } catch {
    return null;
  }
}
