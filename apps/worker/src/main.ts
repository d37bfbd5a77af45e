import 'reflect-metadata';
import { loadConfigOrExit } from '@coffee/platform/config';
import { NestLogger, createLogger } from '@coffee/platform/logging';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from './worker.module';

/** Jobs in hand get 25 s, connections a few more; whoever stopped us will not wait longer. */
const SHUTDOWN_DEADLINE_MS = 40_000;

const config = loadConfigOrExit();
const logger = createLogger({ level: config.logLevel, service: 'worker' });

process.on('unhandledRejection', (reason) => crash(reason));
process.on('uncaughtException', (error) => crash(error));

async function start(): Promise<void> {
  const nestLogger = new NestLogger(logger);
  const app = await NestFactory.createApplicationContext(WorkerModule.of(config), {
    logger: nestLogger,
    abortOnError: false,
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(app, signal));
  logger.info({ role: config.workerRole }, 'The worker is ready');
}

async function stop(app: INestApplicationContext, signal: string): Promise<void> {
  logger.info({ signal }, 'The worker stops');
  setTimeout(() => process.exit(1), SHUTDOWN_DEADLINE_MS).unref();
  await app.close();
  process.exit(0);
}

/** The state of this process is unknown: end it, and let the supervisor start another. Leases give its work back. */
function crash(error: unknown): never {
  logger.fatal({ err: error }, 'The worker cannot go on');
  process.exit(1);
}

start().catch(crash);
