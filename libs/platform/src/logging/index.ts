export { createLogger, type Logger } from './logger';
export { NestLogger } from './nest-logger';
export { ThrottledLog } from './throttled-log';
