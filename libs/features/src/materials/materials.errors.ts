import type { ImportColumn } from '@coffee/contract/materials';
import { Conflict, Forbidden, NotFound, PayloadTooLarge, ValidationFailed } from '@coffee/platform/errors';

export class MaterialNotFound extends NotFound {
  constructor() {
    super('There is no such material');
  }
}

export class MaterialCodeTaken extends Conflict {
  constructor(code: string) {
    super(`There is a material with the code ${code} already`, { details: { field: 'code', code } });
  }
}

/** Machines and recipes know a material by its code. */
export class MaterialCodeFixed extends ValidationFailed {
  constructor() {
    super([{ field: 'code', rule: 'isFixed', message: 'code cannot be changed: make another material' }]);
  }
}

export class MaterialInUse extends Conflict {
  constructor(use: { bins: number; recipes: number }) {
    const places = [
      use.bins > 0 && `${use.bins} bins`,
      use.recipes > 0 && `${use.recipes} versions of recipes`,
    ];
    super(
      `It is in use: ${places.filter(Boolean).join(', ') || 'other records name it'}. Disable it instead`,
      {
        details: { ...use },
      },
    );
  }
}

/** One dictionary for all merchants: who sees one merchant alone must not change it for the others. */
export class MaterialsAreShared extends Forbidden {
  constructor() {
    super(
      'The dictionary of materials is shared by all merchants: only people of all merchants may change it',
    );
  }
}

/** A file that is refused as a whole: nothing of it was taken. */
export class ImportRefused extends ValidationFailed {
  constructor(rule: string, message: string, details: { columns?: readonly ImportColumn[] } = {}) {
    super([{ field: 'file', rule, message }], message, details);
  }
}

export class ImportTooLarge extends PayloadTooLarge {
  constructor(maxBytes: number) {
    super(`A file to import may have at most ${maxBytes} bytes`, { details: { max_bytes: maxBytes } });
  }
}

export class ImportFileGone extends NotFound {
  constructor() {
    super('The file of this import is gone: send it again');
  }
}
