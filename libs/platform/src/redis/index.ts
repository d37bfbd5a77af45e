export {
  COMMAND_TIMEOUT_MS,
  connectRedis,
  whenRedisReady,
  type RedisConnection,
  type RedisUse,
} from './connect';
export { RedisCommands, RedisModule } from './redis-commands';
export { parseRedisUrl, type RedisAddress } from './redis-url';
