import { MAX_VIEWS } from '@coffee/contract/saved-views';
import { Conflict, Forbidden, NotFound } from '@coffee/platform/errors';

export class SavedViewNotFound extends NotFound {
  constructor() {
    super('You have no such view');
  }
}

export class SharingNotAllowed extends Forbidden {
  constructor() {
    super('A viewer keeps views for themselves alone');
  }
}

export class ViewNameTaken extends Conflict {
  constructor() {
    super('You have a view of this name already', { details: { field: 'name' } });
  }
}

export class TooManyViews extends Conflict {
  constructor() {
    super(`A list has at most ${MAX_VIEWS} views of one person`, { details: { max: MAX_VIEWS } });
  }
}
