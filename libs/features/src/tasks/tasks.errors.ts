import type { TaskRerunRefusal } from '@coffee/contract/tasks';
import { Conflict, Forbidden, NotFound } from '@coffee/platform/errors';

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

export class TaskHasNoFile extends Conflict {
  constructor(status: string) {
    super('The task has no file', { details: { status } });
  }
}

export class TaskFileExpired extends NotFound {
  constructor(expiresAt: Date | null) {
    super('The file has expired and was removed: export again', {
      details: { reason: 'expired', expires_at: expiresAt?.toISOString() ?? null },
    });
  }
}

export class RequesterNotAllowed extends Forbidden {
  constructor() {
    super('Whoever asked for this may not have it any more');
  }
}

const REFUSED: Record<TaskRerunRefusal, string> = {
  not_ended: 'The task has not ended yet',
  under_way: 'The same work is under way already',
  input_expired: 'What the task was to read is gone: send it again',
  unknown_type: 'This version does not know such a task',
  not_permitted: 'You may not begin such a task',
};

export class TaskNotRepeatable extends Conflict {
  constructor(reason: TaskRerunRefusal) {
    super(REFUSED[reason], { details: { field: 'id', reason } });
  }
}
