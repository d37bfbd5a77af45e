import { Conflict, NotFound, ValidationFailed } from '@coffee/platform/errors';

export class BinNotFound extends NotFound {
  constructor(deviceId: string, binIndex: number) {
    super(`Machine ${deviceId} has no bin ${binIndex}`);
  }
}

export class NoSuchMaterial extends NotFound {
  constructor(code: string) {
    super(`No material ${code}`, { details: { field: 'material_code' } });
  }
}

export class NothingInBin extends Conflict {
  constructor(binIndex: number) {
    super(`Nobody has said what is in bin ${binIndex}: bind it first`);
  }
}

export class CapacityUnknown extends Conflict {
  constructor(binIndex: number) {
    super(`The capacity of bin ${binIndex} is not known: name an amount`);
  }
}

export class AmountAndFull extends ValidationFailed {
  constructor() {
    super([{ field: 'to_full', rule: 'alone', message: 'to_full and amount exclude each other' }]);
  }
}
