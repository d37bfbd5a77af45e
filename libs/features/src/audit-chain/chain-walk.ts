// One pass over the seals, in order: each must follow the one before it, be made with our key, and stand for an entry that
// is as it was. The first that is not ends the walk.
import type { AuditFault } from '@coffee/contract/audit';
import { bigintBytes, HASH_BYTES, type ChainKey } from './chain-key';
import type { Head } from './chain-witness';
import type { BinaryRow } from './seal-rows';

/** Where the chain stops to be good. */
export interface Break {
  reason: AuditFault;
  position: number | null;
  entryId: number | null;
}

/** A month that was taken out: microseconds since 2000. */
export interface RetiredSpan {
  from: bigint;
  to: bigint;
}

export class ChainWalk {
  /** Entries that are as they were sealed. */
  checked = 0;
  retired = 0;
  position = 0;

  constructor(
    private readonly key: ChainKey,
    private hash: Buffer,
    private readonly retirements: readonly RetiredSpan[],
    private readonly witnessed: Head | null,
  ) {}

  get head(): Head | null {
    return this.position === 0 ? null : { position: this.position, hash: this.hash.toString('hex') };
  }

  /** A row is `position, entry_id, entry_at, content, hash, digest of the entry`. Null while all is well. */
  step(row: BinaryRow): Break | null {
    const [position, entryId, entryAt, content, hash, digest] = row;
    if (!position || !entryId || !entryAt || !content || !hash) throw new Error('a seal with a hole');
    const place = this.position + 1;
    if (!position.equals(bigintBytes(place)))
      return { reason: 'seal_missing', position: place, entryId: null };
    const broken = (reason: AuditFault): Break => ({ reason, position: place, entryId: readId(entryId) });
    if (content.length !== HASH_BYTES) return broken('seal_changed');
    const made = this.key.seal(this.hash, { position, entryId, entryAt, content });
    if (!made.equals(hash)) return broken('seal_changed');
    if (place === this.witnessed?.position && made.toString('hex') !== this.witnessed.hash)
      return broken('head_differs');
    if (!digest) {
      if (!this.isRetired(entryAt)) return broken('entry_missing');
      this.retired += 1;
    } else if (!digest.equals(content)) return broken('entry_changed');
    else this.checked += 1;
    this.hash = made;
    this.position = place;
    return null;
  }

  private isRetired(entryAt: Buffer): boolean {
    const at = entryAt.readBigInt64BE();
    return this.retirements.some(({ from, to }) => from <= at && at < to);
  }
}

const readId = (entryId: Buffer): number => Number(entryId.readBigInt64BE());
