import { Conflict, NotFound } from '@coffee/platform/errors';

export class TaskNotFound extends NotFound {
  constructor() {
    super('There is no such task');
  }
}

export class TaskAlreadyEnded extends Conflict {
  constructor(status: string) {
    super('The task has ended already', { details: { status } });
  }
}

/** Tells a runner to stop: somebody canceled its task, or another worker took it over. Not an error of anybody. */
export class TaskGivenUp extends Error {
  constructor() {
    super('The task is not ours any more');
    this.name = 'TaskGivenUp';
  }
}
