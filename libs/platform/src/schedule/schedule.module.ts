import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Beat } from './beat';

/** Import it in a process that may keep the clock. */
@Module({ imports: [DiscoveryModule], providers: [Beat], exports: [Beat] })
export class ScheduleModule {}
