import { NotFound } from '@coffee/platform/errors';

export class EnrolmentTokenNotFound extends NotFound {
  constructor() {
    super('There is no such enrolment token');
  }
}
