import type { ChainKey } from './chain-key';

export interface SignedRetirement {
  partition: string;
  /** Microseconds since 2000. */
  from_us: string;
  to_us: string;
  entries: number;
  digest: Buffer;
}

/** Without it a row in the table would be enough to explain why entries are gone. */
export function retirementMac(
  key: ChainKey,
  { partition, from_us, to_us, entries, digest }: SignedRetirement,
): Buffer {
  return key.mac(['retirement', partition, from_us, to_us, entries, digest.toString('hex')].join(' '));
}
