import type { ValidationIssue } from '@coffee/contract/errors';
import { Conflict, NotFound, PayloadTooLarge, Unavailable, ValidationFailed } from '@coffee/platform/errors';

export class PackageNotFound extends NotFound {
  constructor(packageId: string, field = 'id') {
    super(`No package ${packageId}`, { details: { field, package_id: packageId } });
  }
}

/** Machines tell packages apart by name and version. */
export class PackageExists extends Conflict {
  constructor(packageId: string) {
    super('Another package of this name and version exists', { details: { package_id: packageId } });
  }
}

export class NothingBefore extends Conflict {
  constructor() {
    super('No package of this name was made before this one');
  }
}

export class RecipesNotPackable extends ValidationFailed {
  constructor(issues: readonly ValidationIssue[]) {
    super(issues, 'Some recipes cannot go into a package');
  }
}

export class UploadTooLarge extends PayloadTooLarge {
  constructor(maxBytes: number) {
    super(`The file may have at most ${maxBytes} bytes`, { details: { max_bytes: maxBytes } });
  }
}

export class StorageFull extends PayloadTooLarge {
  constructor(quotaBytes: number) {
    super('The uploads of this merchant fill their quota', { details: { quota_bytes: quotaBytes } });
  }
}

export class PackageFileGone extends Unavailable {
  constructor() {
    super("The package's file is not on this server's storage");
  }
}
