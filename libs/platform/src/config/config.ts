// The only reader of the environment. Everything is read once at start, checked, frozen and injected as `Config`.
import { ConfigError, EnvReader, type Environment } from './env-reader';
import { type PaymentsConfig, readPayments } from './payments-config';
import { postgresProblem, publicUrlProblem, redisProblem, smtpProblem } from './url-rules';

export const NODE_ENVS = ['development', 'test', 'production'] as const;
export type NodeEnv = (typeof NODE_ENVS)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const WORKER_ROLES = ['all', 'jobs', 'beat'] as const;
export type WorkerRole = (typeof WORKER_ROLES)[number];

/** Public on purpose: it keeps sessions alive over a developer's restarts and is refused in production. */
const DEVELOPMENT_SECRET_KEY = 'development-only-secret-key-never-use-it-in-production';
const KNOWN_SECRET_KEYS = [
  DEVELOPMENT_SECRET_KEY,
  'change-me',
  'changeme',
  'secret',
  'replace-with-32-random-characters-or-more',
];

export class Config {
  readonly nodeEnv!: NodeEnv;
  readonly port!: number;
  readonly host!: string;
  readonly secretKey!: string;
  /** Seals the audit log; `secretKey` unless set apart. It must outlive a change of that one. */
  readonly auditKey!: string;
  readonly databaseUrl!: string;
  readonly databaseReplicaUrls!: readonly string[];
  readonly databasePoolSize!: number;
  readonly redisUrl!: string;
  /** Where the queues live; `redisUrl` unless set apart. */
  readonly queueRedisUrl!: string;
  readonly enableSse!: boolean;
  readonly enableDeviceToken!: boolean;
  readonly deviceOfflineAfterSeconds!: number;
  readonly deviceRatePerMinute!: number;
  /** Processes of the API; 0 in the environment means one per core and is resolved by the one who forks. */
  readonly webConcurrency!: number;
  readonly workerRole!: WorkerRole;
  readonly logLevel!: LogLevel;
  /** Null: `/metrics` is open. */
  readonly metricsToken!: string | null;
  /** Without a trailing slash. */
  readonly publicUrl!: string;
  /** How many proxies of ours stand in front and add to X-Forwarded-For; 0 believes nobody. */
  readonly trustedProxies!: number;
  readonly storageDir!: string;
  readonly payments!: PaymentsConfig;
  /** Null: no e-mail is sent. Its address holds the server's user and password. */
  readonly smtp!: { readonly url: string; readonly from: string } | null;
  /** Whether webhooks may lead into private networks, and there without TLS. */
  readonly allowPrivateWebhooks!: boolean;
  /** How long the file of an export can be fetched. */
  readonly exportTtlHours!: number;
  /** Of one file of rows that is imported. */
  readonly importMaxBytes!: number;
  /** Of one uploaded package. */
  readonly packageUploadMaxBytes!: number;
  /** Of all uploaded packages of one merchant. */
  readonly packageQuotaBytes!: number;

  constructor(values: Omit<Config, 'isProduction'>) {
    Object.assign(this, values);
    Object.freeze(this);
  }

  get isProduction(): boolean {
    return this.nodeEnv === 'production';
  }
}

export function loadConfig(env: Environment = process.env): Config {
  const reader = new EnvReader(env);
  const nodeEnv = reader.choice('NODE_ENV', NODE_ENVS, 'development');
  const production = nodeEnv === 'production';
  const http = readHttp(reader, production);
  const values = {
    nodeEnv,
    ...http,
    ...readDatabase(reader, production),
    ...readRedis(reader, production),
    ...readDevices(reader, production),
    enableSse: reader.flag('ENABLE_SSE', true),
    workerRole: reader.choice('WORKER_ROLE', WORKER_ROLES, 'all'),
    logLevel: reader.choice('LOG_LEVEL', LOG_LEVELS, nodeEnv === 'test' ? 'warn' : 'info'),
    metricsToken: reader.secret('METRICS_TOKEN'),
    payments: readPayments(reader, { production, publicUrl: http.publicUrl }),
    smtp: readSmtp(reader),
    allowPrivateWebhooks: reader.flag('ALLOW_PRIVATE_WEBHOOKS', !production),
    exportTtlHours: reader.integer('EXPORT_TTL_HOURS', 24, { min: 1, max: 8_760 }),
    ...readStorage(reader),
  };
  reader.throwIfFaulty();
  return new Config(values);
}

/** For every `main.ts`: one line per wrong variable on stderr, and exit code 1. */
export function loadConfigOrExit(env: Environment = process.env): Config {
  try {
    return loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.lines) process.stderr.write(`${line}\n`);
    process.exit(1);
  }
}

function readHttp(reader: EnvReader, production: boolean) {
  const port = reader.integer('PORT', 5000, { min: 0, max: 65535 });
  const publicUrl = reader.text('PUBLIC_URL', `http://localhost:${port}`);
  return {
    port,
    host: reader.text('HOST', '0.0.0.0'),
    ...readKeys(reader, production),
    trustedProxies: reader.integer('TRUSTED_PROXIES', 0, { min: 0, max: 10 }),
    webConcurrency: reader.integer('WEB_CONCURRENCY', 1, { min: 0, max: 64 }),
    publicUrl: reader.checked('PUBLIC_URL', publicUrl, publicUrlProblem).replace(/\/+$/, ''),
  };
}

function readKeys(reader: EnvReader, production: boolean) {
  const secretKey = readSecretKey(reader, production);
  const auditKey = reader.secret('AUDIT_KEY') ?? secretKey;
  if (production && auditKey !== secretKey && auditKey.length < 32)
    reader.fault('AUDIT_KEY', 'must have at least 32 characters', null);
  return { secretKey, auditKey };
}

function readSecretKey(reader: EnvReader, production: boolean): string {
  const key = reader.secret('SECRET_KEY');
  if (!production) return key ?? DEVELOPMENT_SECRET_KEY;
  if (key === null)
    return reader.fault('SECRET_KEY', 'is required in production: 32 random characters or more', '');
  if (KNOWN_SECRET_KEYS.includes(key.toLowerCase())) {
    return reader.fault('SECRET_KEY', 'is a published example: choose your own', '');
  }
  const varied = key.length >= 32 && new Set(key).size >= 8;
  return varied
    ? key
    : reader.fault('SECRET_KEY', 'must have at least 32 characters that are not all alike', '');
}

function readDatabase(reader: EnvReader, production: boolean) {
  const url =
    reader.secret('DATABASE_URL') ??
    required(reader, 'DATABASE_URL', production, 'postgres://postgres@localhost:5432/coffee');
  const replicas = (reader.secret('DATABASE_REPLICA_URLS') ?? '').split(',').map((part) => part.trim());
  return {
    databaseUrl: checkedUrl(reader, 'DATABASE_URL', url, postgresProblem),
    databaseReplicaUrls: Object.freeze(
      replicas
        .filter(Boolean)
        .map((replica) => reader.checked('DATABASE_REPLICA_URLS', replica, postgresProblem)),
    ),
    databasePoolSize: reader.integer('DATABASE_POOL_SIZE', 10, { min: 1, max: 500 }),
  };
}

function readRedis(reader: EnvReader, production: boolean) {
  const url =
    reader.secret('REDIS_URL') ?? required(reader, 'REDIS_URL', production, 'redis://localhost:6379/0');
  const queueUrl = reader.secret('QUEUE_REDIS_URL') ?? url;
  return {
    redisUrl: checkedUrl(reader, 'REDIS_URL', url, redisProblem),
    queueRedisUrl: queueUrl === url ? url : reader.checked('QUEUE_REDIS_URL', queueUrl, redisProblem),
  };
}

/** Both or neither. */
function readSmtp(reader: EnvReader): Config['smtp'] {
  const [url, from] = [reader.secret('SMTP_URL'), reader.optional('MAIL_FROM')];
  if (url === null && from === null) return null;
  if (url === null) return reader.fault('SMTP_URL', 'is required beside MAIL_FROM', null);
  if (from === null) return reader.fault('MAIL_FROM', 'is required beside SMTP_URL', null);
  if (!/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/.test(from))
    return reader.fault('MAIL_FROM', 'must be an address, such as alarms@example.com', null);
  return Object.freeze({ url: reader.checked('SMTP_URL', url, smtpProblem), from });
}

function readStorage(reader: EnvReader) {
  const megabytes = (name: string, fallback: number, max: number): number =>
    reader.integer(name, fallback, { min: 1, max }) * 1024 * 1024;
  return {
    storageDir: reader.text('STORAGE_DIR', '.state/storage'),
    importMaxBytes: megabytes('IMPORT_MAX_MB', 32, 1000),
    packageUploadMaxBytes: megabytes('PACKAGE_UPLOAD_MAX_MB', 64, 2000),
    packageQuotaBytes: megabytes('PACKAGE_QUOTA_MB', 2048, 1_000_000),
  };
}

function readDevices(reader: EnvReader, production: boolean) {
  return {
    enableDeviceToken: reader.flag('ENABLE_DEVICE_TOKEN', production),
    deviceOfflineAfterSeconds: reader.integer('DEVICE_OFFLINE_AFTER_SECONDS', 300, { min: 1, max: 86_400 }),
    deviceRatePerMinute: reader.integer('DEVICE_RATE_PER_MINUTE', 600, { min: 1, max: 1_000_000 }),
  };
}

function required(reader: EnvReader, name: string, production: boolean, developmentValue: string): string {
  return production ? reader.fault(name, 'is required in production', '') : developmentValue;
}

/** An empty address was already told as missing. */
function checkedUrl(
  reader: EnvReader,
  name: string,
  url: string,
  problem: (value: string) => string | null,
): string {
  return url === '' ? url : reader.checked(name, url, problem);
}
