import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger';

type Level = 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal';

/** Nest tells every module and route at each start: worth a line only to who looks for it. */
const BOOT_CHATTER = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/**
 * Nest's `Logger` over pino, so that code writes `new Logger('Name').warn({ msg: '…', queue })` and specs need no set-up.
 * Nest passes the context as the last parameter, and for errors the stack before it.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    const chatter = BOOT_CHATTER.has(String(rest.at(-1)));
    this.write(chatter ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    const fields: Record<string, unknown> = {};
    const context = rest.at(-1);
    if (typeof context === 'string') fields['context'] = context;
    const extra = typeof context === 'string' ? rest.slice(0, -1) : rest;
    for (const value of extra) collect(fields, value);
    if (typeof message === 'string') this.logger[level](fields, message);
    else this.logger[level](collect(fields, message));
  }
}

function collect(fields: Record<string, unknown>, value: unknown): Record<string, unknown> {
  if (value instanceof Error) fields['err'] = value;
  else if (typeof value === 'string') fields['stack'] = value;
  else if (typeof value === 'object' && value !== null) Object.assign(fields, value);
  return fields;
}
