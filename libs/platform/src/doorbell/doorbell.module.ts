import { Global, Module } from '@nestjs/common';
import { RedisModule } from '../redis';
import { Doorbell } from './doorbell';

/** Features ring; only the API listens, and the subscription is opened when it first does. */
@Global()
@Module({ imports: [RedisModule], providers: [Doorbell], exports: [Doorbell] })
export class DoorbellModule {}
