import { MAX_VIEWS } from '@coffee/contract/saved-views';
import { Conflict, NotFound } from '@coffee/platform/errors';

export class SavedViewNotFound extends NotFound {
  constructor() {
    super('You have no such view');
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
