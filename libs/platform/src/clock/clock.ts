import { Global, Injectable, Module } from '@nestjs/common';

/** The server's time. Injected, so that a spec can move it; leases compare with the database's `now()` instead. */
export abstract class Clock {
  abstract now(): Date;
}

@Injectable()
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class ClockModule {}
