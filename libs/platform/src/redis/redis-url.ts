export interface RedisHost {
  host: string;
  port: number;
}

/** Where Redis is: one server, a sentinel group or a cluster. */
export interface RedisAddress {
  kind: 'single' | 'sentinel' | 'cluster';
  hosts: RedisHost[];
  tls: boolean;
  username: string | undefined;
  password: string | undefined;
  masterName: string | undefined;
  db: number;
}

const FORM = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?@]+)(?:\/([^?]*))?(?:\?.*)?$/;
const DEFAULT_PORTS = { single: 6379, sentinel: 26379, cluster: 6379 } as const;

/**
 * `redis://:password@host:6379/0`, `redis+sentinel://:password@host,host/master-name/0`, `redis+cluster://host,host`;
 * `rediss` in place of `redis` is TLS.
 */
export function parseRedisUrl(url: string): RedisAddress {
  const match = FORM.exec(url);
  if (!match) throw new TypeError('Not a Redis address');
  const [, protocol, form, credentials = '', hosts = '', path = ''] = match;
  const kind = form === 'sentinel' || form === 'cluster' ? form : 'single';
  const parts = path.split('/').filter(Boolean);
  const masterName = kind === 'sentinel' ? parts.shift() : undefined;
  return {
    kind,
    hosts: hosts.split(',').map((host) => parseHost(host, DEFAULT_PORTS[kind])),
    tls: protocol === 'rediss',
    ...parseCredentials(credentials),
    masterName,
    db: kind === 'cluster' ? 0 : parseDatabase(parts[0]),
  };
}

function parseDatabase(text = '0'): number {
  return Number(text) || 0;
}

function parseCredentials(text: string): { username: string | undefined; password: string | undefined } {
  const colon = text.indexOf(':');
  const username = colon < 0 ? text : text.slice(0, colon);
  const password = colon < 0 ? '' : text.slice(colon + 1);
  return { username: decode(username), password: decode(password) };
}

function decode(part: string): string | undefined {
  return part === '' ? undefined : decodeURIComponent(part);
}

function parseHost(text: string, defaultPort: number): RedisHost {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return { host: bracketed ?? plain ?? text, port: port ? Number(port) : defaultPort };
}
