import type { AddressInfo } from 'node:net';
import type { Config } from '@coffee/platform/config';
import type { Logger } from '@coffee/platform/logging';
import { setTimeout as pause } from 'node:timers/promises';
import { AppModule } from './app.module';
import { createApp } from './http/create-app';
import { Drain } from './http/drain';

/** The balancer needs a moment to see that readiness says no; a developer does not. */
const DRAIN_MS = 5_000;
/** Past this something hangs: better an exit that is told than a process that never ends. */
const GIVE_UP_MS = 40_000;

/** Starts this process's server. Resolves with what stops it: readiness first, then streams, requests, pools. */
export async function serve(config: Config, logger: Logger): Promise<() => Promise<void>> {
  const { app } = await createApp(AppModule.of(config), config, logger);
  await app.listen(config.port, config.host);
  const { port } = app.getHttpServer().address() as AddressInfo;
  logger.info({ port }, `listening on port ${port}`);
  return async () => {
    const hanging = setTimeout(() => {
      logger.error('the shutdown hangs, leaving anyway');
      process.exit(1);
    }, GIVE_UP_MS);
    app.get(Drain).begin();
    if (config.isProduction) await pause(DRAIN_MS);
    await app.close();
    clearTimeout(hanging);
  };
}
