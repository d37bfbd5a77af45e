// Puts the HTTP edge together: for `main.ts`, and for the specs that speak HTTP to it.
import path from 'node:path';
import { AccountsReader, SessionsService } from '@coffee/features/auth';
import type { Config } from '@coffee/platform/config';
import { type Logger, NestLogger } from '@coffee/platform/logging';
import { ProcessMetrics } from '@coffee/platform/metrics';
import type { DynamicModule, Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper';
import { AccessGuard } from './access.guard';
import { assertDeclared } from './boot-checks';
import { DtoPipe } from './dto.pipe';
import { EdgeAdapter } from './edge.adapter';
import { ErrorFilter } from './error.filter';
import { RequestObserver } from './request-observer';
import { markOrigin } from './route-record';
import { securityHeaders } from './security-headers';
import { createSessions, type Sessions } from './session';
import { Spa } from './spa';
import { SessionsHolder } from './sessions-holder';

const PREFIX = 'api/v1';
/** At the root, as probes, scrapers and browsers look for them. */
const AT_ROOT = [
  'healthz',
  'readyz',
  'metrics',
  'sse/{*path}',
  'api/docs',
  'api/docs-json',
  'api/docs/{*path}',
];

/** Beside this program's own folder: `dist/apps/api/main.js` and `dist/apps/admin`. */
const SPA_FOLDER = path.resolve(__dirname, '../admin');

export interface CreatedApp {
  readonly app: NestExpressApplication;
  readonly adapter: EdgeAdapter;
}

/** Initialised and ready to listen. */
export async function createApp(root: DynamicModule, config: Config, logger: Logger): Promise<CreatedApp> {
  const adapter = new EdgeAdapter(
    new RequestObserver(new ProcessMetrics(), logger, config.trustedProxies),
    logger,
  );
  const app = await NestFactory.create<NestExpressApplication>(root, adapter, {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  markOrigins(app);
  app.setGlobalPrefix(PREFIX, { exclude: AT_ROOT });
  const sessions = createSessions(
    config,
    app.get(AccountsReader, { strict: false }),
    app.get(SessionsService, { strict: false }),
  );
  app.get(SessionsHolder).hold(sessions);
  mount(app, sessions, config, logger);
  await app.init();
  assertDeclared(adapter.routes);
  return { app, adapter };
}

function mount(app: NestExpressApplication, sessions: Sessions, config: Config, logger: Logger): void {
  app.use(securityHeaders(config));
  app.use(new Spa(SPA_FOLDER).middleware);
  app.use(sessions.middleware);
  app.useGlobalFilters(new ErrorFilter(logger));
  app.useGlobalGuards(new AccessGuard(config.publicUrl));
  app.useGlobalPipes(new DtoPipe());
}

function markOrigins(app: NestExpressApplication): void {
  const scanner = new MetadataScanner();
  const discovery = app.get(DiscoveryService, { strict: false });
  for (const { metatype } of discovery.getControllers() as InstanceWrapper[]) {
    const controller = metatype as Type | null;
    if (!controller) continue;
    const prototype = controller.prototype as object;
    for (const methodName of scanner.getAllMethodNames(prototype)) markOrigin({ controller, methodName });
  }
}
