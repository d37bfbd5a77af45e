import { InvalidArgument } from '@coffee/platform/errors';
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `@Param('id', UuidId) id: string`. */
@Injectable()
export class UuidId implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (UUID.test(value)) return value.toLowerCase();
    const field = data ?? 'id';
    throw new InvalidArgument(`${field} must be a uuid`, { details: { field, message: 'must be a uuid' } });
  }
}
