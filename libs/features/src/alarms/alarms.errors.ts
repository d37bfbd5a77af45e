import type { AlarmStatus } from '@coffee/contract/alarms';
import { Conflict, NotFound, ValidationFailed } from '@coffee/platform/errors';

export class AlarmNotFound extends NotFound {
  constructor(id: number) {
    super(`No alarm ${id}`);
  }
}

/** An alarm is not in a state in which this can be done. */
export class AlarmStateConflict extends Conflict {
  constructor(status: AlarmStatus) {
    super(status === 'closed' ? 'The alarm is closed' : 'The alarm is acknowledged already', {
      details: { status },
    });
  }
}

/** There is no acknowledgement to take back: nobody gave one, or the alarm was closed by hand since. */
export class NotAcknowledged extends Conflict {
  constructor(status: AlarmStatus) {
    super(status === 'closed' ? 'The alarm is closed' : 'The alarm is not acknowledged', {
      details: { status },
    });
  }
}

export class UnknownAssignee extends ValidationFailed {
  constructor() {
    super([{ field: 'user_id', rule: 'exists', message: 'user_id names nobody who could take it' }]);
  }
}

export class ShelvedIntoThePast extends ValidationFailed {
  constructor() {
    super([{ field: 'until', rule: 'isFuture', message: 'until must lie ahead' }]);
  }
}

export class MissingArgument extends ValidationFailed {
  constructor(field: string) {
    super([{ field, rule: 'isDefined', message: `${field} is required` }]);
  }
}
