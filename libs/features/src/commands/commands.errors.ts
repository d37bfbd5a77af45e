import { Conflict, NotFound } from '@coffee/platform/errors';

export class CommandNotFound extends NotFound {
  constructor(commandId: string) {
    super(`No command ${commandId} for this device`);
  }
}

export class BatchNotFound extends NotFound {
  constructor() {
    super('There is no such batch');
  }
}

export class DeviceNotActive extends Conflict {
  constructor(lifecycle: string) {
    super(`This device is ${lifecycle}: it gets no commands`, { details: { lifecycle } });
  }
}

/** A batch is not in a state in which this can be done. */
export class BatchStateConflict extends Conflict {
  constructor(status: string) {
    super(`The batch is ${status}`, { details: { status } });
  }
}
