import { Global, Module } from '@nestjs/common';
import { RedisModule } from '../redis';
import { LivePublisher } from './live-publisher';
import { LiveReader } from './live-reader';
import { LiveStream } from './live-stream';

/** Features publish; only the API's gateway reads, and the reader opens its connection when it is first asked. */
@Global()
@Module({
  imports: [RedisModule],
  providers: [LivePublisher, LiveStream, LiveReader],
  exports: [LivePublisher, LiveReader],
})
export class LiveModule {}
