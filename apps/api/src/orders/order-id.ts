import { ORDER_ID_PATTERN } from '@coffee/contract/identifiers';
import { InvalidArgument } from '@coffee/platform/errors';
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';

export function readOrderId(value: string | undefined, field: string): string {
  if (value !== undefined && ORDER_ID_PATTERN.test(value)) return value;
  const message = 'must be 1 to 100 letters, digits or . _ : -';
  throw new InvalidArgument(`${field} ${message}`, { details: { field, message } });
}

/** `@Param('id', OrderId) id: string`. */
@Injectable()
export class OrderId implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    return readOrderId(value, data ?? 'id');
  }
}
