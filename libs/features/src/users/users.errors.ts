import { Conflict, NotFound } from '@coffee/platform/errors';

export class UserNotFound extends NotFound {
  constructor() {
    super('There is no such user');
  }
}

export class EmailTaken extends Conflict {
  constructor() {
    super('A user with this e-mail exists already', { details: { field: 'email' } });
  }
}

export class LastAdmin extends Conflict {
  constructor() {
    super('The last active administrator cannot be demoted, disabled or bound to a merchant');
  }
}

export class DisabledUser extends Conflict {
  constructor() {
    super('The account is disabled: enable it first');
  }
}

/** Unknown, used, withdrawn or too old: which of them is nobody's business. */
export class InvitationOver extends NotFound {
  constructor() {
    super('This link is not good any more: ask an administrator for a new one');
  }
}
