import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { EnrolmentService } from './enrolment.service';

@Module({ imports: [AuditModule], providers: [EnrolmentService], exports: [EnrolmentService] })
export class EnrolmentModule {}
