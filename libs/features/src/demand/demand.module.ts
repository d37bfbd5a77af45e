import { Module } from '@nestjs/common';
import { SalesHours } from './sales-hours.service';
import { SalesProfiles } from './sales-profiles.reader';

@Module({ providers: [SalesHours, SalesProfiles], exports: [SalesHours, SalesProfiles] })
export class DemandModule {}
