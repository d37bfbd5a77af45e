import { DEVICE_ID_PATTERN } from '@coffee/contract/identifiers';
import type { Actor } from '@coffee/platform/context';
import { InvalidArgument, NotFound, Unauthorized } from '@coffee/platform/errors';
import {
  type ArgumentMetadata,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  type PipeTransform,
} from '@nestjs/common';
import type { EdgeRequest } from './edge-request';

/** The signed-in person as the features want to know it. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { actor } = requestOf(context).edge;
  if (!actor) throw new Unauthorized();
  return actor;
});

/** The version of `If-Match: "3"`; undefined when the client does not ask for one. */
export function readIfMatch(_data: unknown, context: ExecutionContext): number | undefined {
  return versionOf(requestOf(context).headers['if-match']);
}
export const IfMatch = createParamDecorator(readIfMatch);

/** `Idempotency-Key` of a write that acts; undefined when the client sends none. */
export const IdempotencyKey = createParamDecorator(
  (_data: unknown, context: ExecutionContext): string | undefined => {
    const header = requestOf(context).headers['idempotency-key'];
    return Array.isArray(header) ? header.join(',') : header;
  },
);

export function versionOf(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const digits = /^\s*(?:W\/)?"(\d{1,9})"\s*$/.exec(header)?.[1] ?? /^\s*(\d{1,9})\s*$/.exec(header)?.[1];
  if (digits !== undefined) return Number(digits);
  throw new InvalidArgument('If-Match must be a version in quotes, such as "3"', {
    details: { field: 'If-Match' },
  });
}

function requestOf(context: ExecutionContext): EdgeRequest {
  return context.switchToHttp().getRequest<EdgeRequest>();
}

const MAX_INTEGER_ID = 2_147_483_647;

/** `@Param('id', IntegerId) id: number`. What no row can have is not found; what is no number is a bad argument. */
@Injectable()
export class IntegerId implements PipeTransform<string, number> {
  transform(value: string, { data }: ArgumentMetadata): number {
    const field = data ?? 'id';
    if (!/^\d{1,20}$/.test(value)) {
      throw new InvalidArgument(`${field} must be a whole number`, {
        details: { field, message: 'must be a whole number' },
      });
    }
    const id = Number(value);
    if (id < 1 || id > MAX_INTEGER_ID) throw new NotFound();
    return id;
  }
}

/** `@Param('id', DeviceId) deviceId: string`. */
@Injectable()
export class DeviceId implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (DEVICE_ID_PATTERN.test(value)) return value;
    const field = data ?? 'id';
    const message = 'must be 1 to 100 letters, digits or . _ : -, beginning with a letter or digit';
    throw new InvalidArgument(`${field} ${message}`, { details: { field, message } });
  }
}
