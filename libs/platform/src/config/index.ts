export { childEnvironment } from './child-environment';
export {
  Config,
  LOG_LEVELS,
  NODE_ENVS,
  WORKER_ROLES,
  loadConfig,
  loadConfigOrExit,
  type LogLevel,
  type NodeEnv,
  type WorkerRole,
} from './config';
export { ConfigModule } from './config.module';
export { type PaymentsConfig } from './payments-config';
export { ConfigError, type Environment } from './env-reader';
