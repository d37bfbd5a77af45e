import type { ValidationIssue } from '@coffee/contract/errors';
import type { RecipeStatus } from '@coffee/contract/recipes';
import { Conflict, Forbidden, NotFound, ValidationFailed } from '@coffee/platform/errors';

export class RecipeNotFound extends NotFound {
  constructor() {
    super('There is no such recipe');
  }
}

/** It is seen by every merchant and changed by those who see all. */
export class RecipeIsShared extends Forbidden {
  constructor() {
    super('This recipe is for all merchants: only somebody who sees all of them may change it');
  }
}

export class RecipeStateConflict extends Conflict {
  constructor(status: RecipeStatus, message: string) {
    super(message, { details: { status } });
  }
}

/** A product has one draft at a time. */
export class DraftExists extends Conflict {
  constructor(draftId: number) {
    super('This product has a draft already', { details: { draft_id: draftId } });
  }
}

export class ProductTaken extends Conflict {
  constructor(productId: number) {
    super(`Product ${productId} exists already`, { details: { field: 'product_id', product_id: productId } });
  }
}

export class RecipeNotValid extends ValidationFailed {
  constructor(issues: readonly ValidationIssue[]) {
    super(issues, 'The recipe does not hold together');
  }
}
