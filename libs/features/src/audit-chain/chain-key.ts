import { Config } from '@coffee/platform/config';
import { Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';

export const HASH_BYTES = 32;
const NUMBER_BYTES = 8;
const LINK_BYTES = HASH_BYTES + 3 * NUMBER_BYTES + HASH_BYTES;

/** What a seal says of its entry, as PostgreSQL's binary format writes it: numbers of 8 bytes, the greater one first. */
export interface Link {
  position: Buffer;
  entryId: Buffer;
  /** Microseconds since 2000. */
  entryAt: Buffer;
  content: Buffer;
}

/** Only who has it can write a seal that holds: whoever changes the database alone cannot. */
@Injectable()
export class ChainKey {
  private readonly key: Buffer;
  private readonly link = Buffer.alloc(LINK_BYTES);
  /** Tells this key from others. */
  readonly id: string;

  constructor(config: Config) {
    this.key = createHmac('sha256', config.auditKey).update('coffee-admin audit chain').digest();
    this.id = this.mac('id').toString('hex').slice(0, 16);
  }

  /** Before the first seal. */
  genesis(chainId: string): Buffer {
    return this.mac(`genesis ${chainId}`);
  }

  /** The hash of a seal that follows the one with hash `before`. */
  seal(before: Buffer, { position, entryId, entryAt, content }: Link): Buffer {
    let at = before.copy(this.link);
    for (const part of [position, entryId, entryAt, content]) at += part.copy(this.link, at);
    return createHmac('sha256', this.key).update(this.link).digest();
  }

  mac(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}

/** As PostgreSQL's binary format writes a bigint. */
export function bigintBytes(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(NUMBER_BYTES);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}
