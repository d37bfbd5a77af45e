import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config';
import { currentRequestId } from '../context';

export type { Logger } from 'pino';

interface LoggerOptions {
  level: LogLevel;
  /** The process: api, worker, cli. */
  service: string;
  /** Standard output unless a spec listens. */
  destination?: DestinationStream;
}

const SECRET_KEYS = [
  'password',
  'current_password',
  'new_password',
  'token',
  'device_token',
  'deviceToken',
  'csrf_token',
  'csrfToken',
  'authorization',
  'cookie',
  'secret',
  'secretKey',
];
const SECRET_HEADERS = ['x-device-token', 'x-csrf-token', 'set-cookie'];

/** Redaction is by path, and a path's wildcard is one level: three levels hold all that is logged here. */
const REDACTED_PATHS = ['', '*.', '*.*.'].flatMap((prefix) => [
  ...SECRET_KEYS.map((key) => `${prefix}${key}`),
  ...SECRET_HEADERS.map((header) => `${prefix.replace(/\.$/, '')}["${header}"]`),
]);

/** JSON lines. Each carries the id of the request or job that it was written for. */
export function createLogger({ level, service, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    mixin: () => {
      const requestId = currentRequestId();
      return requestId === null ? {} : { request_id: requestId };
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
