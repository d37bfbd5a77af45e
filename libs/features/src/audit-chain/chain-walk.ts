// One pass over the seals, in order: each must follow the one before it, be made with our key, and stand for an entry that
// is as it was. The first that is not ends the walk.
import type { AuditFault } from '@coffee/contract/audit';
import { bigintBytes, HASH_BYTES, type ChainKey, type Link } from './chain-key';
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

  /** Null while all is well. */
  step(row: BinaryRow): Break | null {
    const seal = sealOf(row);
    const position = this.position + 1;
    if (!seal.position.equals(bigintBytes(position)))
      return { reason: 'seal_missing', position, entryId: null };
    const reason = this.faultOf(seal, position);
    return reason && { reason, position, entryId: Number(seal.entryId.readBigInt64BE()) };
  }

  private faultOf(seal: Seal, position: number): AuditFault | null {
    if (seal.content.length !== HASH_BYTES) return 'seal_changed';
    const hash = this.key.seal(this.hash, seal);
    if (!hash.equals(seal.hash)) return 'seal_changed';
    const { witnessed } = this;
    if (position === witnessed?.position && hash.toString('hex') !== witnessed.hash) return 'head_differs';
    const fault = this.entryFaultOf(seal);
    if (fault !== null) return fault;
    this.hash = hash;
    this.position = position;
    return null;
  }

  private entryFaultOf({ digest, content, entryAt }: Seal): AuditFault | null {
    if (digest) {
      if (!digest.equals(content)) return 'entry_changed';
      this.checked += 1;
      return null;
    }
    if (!this.isRetired(entryAt)) return 'entry_missing';
    this.retired += 1;
    return null;
  }

  private isRetired(entryAt: Buffer): boolean {
    const at = entryAt.readBigInt64BE();
    return this.retirements.some(({ from, to }) => from <= at && at < to);
  }
}

interface Seal extends Link {
  hash: Buffer;
  /** Of the entry as it is; null when it is gone. */
  digest: Buffer | null;
}

/** A row is `position, entry_id, entry_at, content, hash, digest of the entry`. */
function sealOf([position, entryId, entryAt, content, hash, digest = null]: BinaryRow): Seal {
  if (!position || !entryId || !entryAt || !content || !hash) throw new Error('a seal with a hole');
  return { position, entryId, entryAt, content, hash, digest };
}
