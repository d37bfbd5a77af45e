import { MAX_BIN_INDEX } from '@coffee/contract/stock';
import { InvalidArgument } from '@coffee/platform/errors';
import { Injectable, type PipeTransform } from '@nestjs/common';

/** `{bin_index}` of a path: 0 to 999. */
@Injectable()
export class BinIndex implements PipeTransform<string, number> {
  transform(value: string): number {
    const index = /^\d{1,3}$/.test(value) ? Number(value) : NaN;
    if (index <= MAX_BIN_INDEX) return index;
    throw new InvalidArgument(`bin_index must be a whole number from 0 to ${MAX_BIN_INDEX}`, {
      details: { field: 'bin_index' },
    });
  }
}
