import 'reflect-metadata';
import { loadConfigOrExit } from '@coffee/platform/config';
import { createLogger } from '@coffee/platform/logging';
import { runProcesses } from './http/processes';
import { serve } from './serve';

const config = loadConfigOrExit();
const logger = createLogger({ level: config.logLevel, service: 'api' });

runProcesses(config, logger, () => serve(config, logger)).catch((error: unknown) => {
  logger.fatal({ err: error }, 'the API did not start');
  process.exit(1);
});
