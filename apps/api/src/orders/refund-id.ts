import { InvalidArgument } from '@coffee/platform/errors';
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';

/** `@Param('id', RefundId) refundId: string`. */
@Injectable()
export class RefundId implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (isUUID(value)) return value.toLowerCase();
    const field = data ?? 'id';
    throw new InvalidArgument(`${field} must be a uuid`, { details: { field, message: 'must be a uuid' } });
  }
}
