export { LIVE_STREAM, LIVE_STREAM_LENGTH, type LiveEvent } from './live-event';
export { LivePublisher, type LiveScope } from './live-publisher';
export { LiveReader, type LiveListener } from './live-reader';
export type { Replay } from './live-stream';
export { LiveModule } from './live.module';
export { FIRST_STREAM_ID, compareStreamIds, isStreamId } from './stream-id';
