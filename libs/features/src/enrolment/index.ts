export { EnrolmentTokenNotFound } from './enrolment.errors';
export { EnrolmentModule } from './enrolment.module';
export { EnrolmentService } from './enrolment.service';
