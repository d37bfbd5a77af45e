import type { AuditVerification } from '@coffee/contract/audit';
import { AuditEntryEntity, AuditRetirementEntity, AuditSealEntity } from '@coffee/data/entities';
import { type Snapshot, SnapshotDb } from '@coffee/data/snapshot-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { ChainKey } from './chain-key';
import { type Break, ChainWalk, type RetiredSpan } from './chain-walk';
import { ChainWitness, type Head } from './chain-witness';
import { entryDigest } from './entry-digest';
import { retirementMac } from './retirement-mac';
import { binaryRows } from './seal-rows';

const system = systemActor();

interface Standing {
  chain_id: string;
  key_id: string | null;
  position: number;
  entries: number;
  unsealed: number;
  oldest_unsealed_at: Date | null;
}

/** What stands behind the place up to which all is sealed, and is not sealed, is counted with the rest and named later. */
const STANDING = `
  select s.chain_id, s.key_id, s.position as position,
    (select count(*) from public.audit_entries) as entries, tail.n as unsealed, tail.oldest as oldest_unsealed_at
  from public.audit_sealing s
  cross join lateral (
    select count(*) as n, min(e.created_at) as oldest from public.audit_entries e
    where (e.xact_id, e.id) > (s.xact_id, s.entry_id)
      and not exists (select 1 from public.audit_seals x where x.entry_id = e.id)
  ) tail`;

/** Looked up one by one, in the order of the chain: nothing is sorted, and nothing is held. */
const CHAIN = `
  select s.position, s.entry_id, s.entry_at, s.content, s.hash, found.digest
  from public.audit_seals s
  left join lateral (
    select ${entryDigest('e')} as digest from public.audit_entries e
    where e.created_at = s.entry_at and e.id = s.entry_id limit 1
  ) found on true`;

const UNSEALED = `
  select e.id as id, e.created_at from public.audit_entries e
  where not exists (select 1 from public.audit_seals s where s.entry_id = e.id) order by e.xact_id, e.id limit 1`;

/** Reads all of the chain and of the log, in the same memory whatever their length. */
@Injectable()
export class AuditVerifier {
  constructor(
    private readonly snapshots: SnapshotDb,
    private readonly key: ChainKey,
    private readonly witness: ChainWitness,
  ) {}

  async verify(signal?: AbortSignal): Promise<AuditVerification> {
    const startedAt = performance.now();
    const witnessed = await this.lastWitnessed();
    return this.snapshots.read(system, 'UTC', async (snapshot) => {
      const [standing] = await snapshot.query<Standing>(
        (scope) => `${STANDING} where ${scope(AuditSealEntity, 's')}`,
      );
      if (!standing) throw new Error('audit_sealing has lost its row');
      const { walk, broken } = await this.walk(snapshot, standing, witnessed, signal);
      return {
        ...(await this.breakOf(snapshot, broken)),
        checked: walk.checked,
        retired: walk.retired,
        unsealed: standing.unsealed,
        oldest_unsealed_at: standing.oldest_unsealed_at?.toISOString() ?? null,
        head: walk.head,
        witnessed,
        verified_at: new Date().toISOString(),
        duration_ms: Math.round(performance.now() - startedAt),
      };
    });
  }

  /** Read before the snapshot: what is sealed meanwhile must not look like an end that was cut off. */
  private async lastWitnessed(): Promise<Head | null> {
    const [row] = await this.snapshots.read(system, 'UTC', (snapshot) =>
      snapshot.query<{ chain_id: string }>(
        (scope) => `select s.chain_id from public.audit_sealing s where ${scope(AuditSealEntity, 's')}`,
      ),
    );
    return row ? this.witness.read(row.chain_id) : null;
  }

  private async walk(snapshot: Snapshot, standing: Standing, witnessed: Head | null, signal?: AbortSignal) {
    const { spans, forged } = await this.retirements(snapshot);
    const walk = new ChainWalk(this.key, this.key.genesis(standing.chain_id), spans, witnessed);
    const nowhere = { position: null, entryId: null };
    if (standing.key_id !== null && standing.key_id !== this.key.id)
      return { walk, broken: { reason: 'other_key', ...nowhere } satisfies Break };
    const broken =
      (await this.follow(snapshot, walk, signal)) ??
      endOf(walk, standing, witnessed) ??
      (forged ? ({ reason: 'retirement_changed', ...nowhere } satisfies Break) : null) ??
      insertedIn(walk, standing);
    return { walk, broken };
  }

  private async follow(snapshot: Snapshot, walk: ChainWalk, signal?: AbortSignal): Promise<Break | null> {
    const copied = snapshot.binary(
      (scope) => `${CHAIN} where ${scope(AuditSealEntity, 's')} order by s.position`,
    );
    let broken: Break | null = null;
    for await (const rows of binaryRows(copied)) {
      signal?.throwIfAborted();
      // What comes after the first break is read and let go: the connection is still needed.
      for (const row of rows) broken ??= walk.step(row);
    }
    return broken;
  }

  private async retirements(snapshot: Snapshot): Promise<{ spans: RetiredSpan[]; forged: boolean }> {
    const rows = await snapshot.query<Retired>(
      (scope) => `
        select r.partition, r.entries as entries, r.digest, r.mac,
          (extract(epoch from r.from_at - '2000-01-01T00:00:00Z'::timestamptz) * 1000000)::bigint::text as from_us,
          (extract(epoch from r.to_at - '2000-01-01T00:00:00Z'::timestamptz) * 1000000)::bigint::text as to_us
        from public.audit_retirements r where ${scope(AuditRetirementEntity, 'r')}`,
    );
    const ours = rows.filter((row) => retirementMac(this.key, row).equals(row.mac));
    const spans = ours.map(({ from_us, to_us }) => ({ from: BigInt(from_us), to: BigInt(to_us) }));
    return { spans, forged: ours.length < rows.length };
  }

  /** Names the entry where the chain itself cannot: the oldest that has no seal. */
  private async breakOf(
    snapshot: Snapshot,
    broken: Break | null,
  ): Promise<Pick<AuditVerification, 'ok' | 'first_broken' | 'broken'>> {
    if (broken === null) return { ok: true, first_broken: null, broken: null };
    const { reason, position } = broken;
    if (reason === 'other_key' || reason === 'retirement_changed')
      return { ok: false, first_broken: null, broken: { reason, position, entry_id: null, at: null } };
    const [row] = await snapshot.query<{ id: number; created_at: Date }>(
      (scope) =>
        broken.entryId === null
          ? `select * from (${UNSEALED}) e where ${scope(AuditSealEntity, 'e')}`
          : `select s.entry_id as id, s.entry_at as created_at from public.audit_seals s
             where s.position = $1 and ${scope(AuditEntryEntity, 's')}`,
      broken.entryId === null ? [] : [position],
    );
    const entry_id = broken.entryId ?? row?.id ?? null;
    const at = row?.created_at.toISOString() ?? null;
    return { ok: false, first_broken: entry_id, broken: { reason, position, entry_id, at } };
  }
}

interface Retired {
  partition: string;
  entries: number;
  digest: Buffer;
  mac: Buffer;
  from_us: string;
  to_us: string;
}

/** A chain whose end was cut is good as far as it goes: it is told from what was written down elsewhere. */
function endOf(walk: ChainWalk, { position }: Standing, witnessed: Head | null): Break | null {
  const expected = Math.max(position, witnessed?.position ?? 0);
  if (walk.position < expected) return { reason: 'chain_cut', position: walk.position + 1, entryId: null };
  // Seals beyond what the sealer says it has written, made with our key: the row of the sealer was put back.
  if (walk.position > position) return { reason: 'seal_changed', position: position + 1, entryId: null };
  return null;
}

/** More entries than seals and the unsealed tail explain. */
function insertedIn(walk: ChainWalk, { entries, unsealed }: Standing): Break | null {
  return entries - unsealed > walk.checked
    ? { reason: 'entry_inserted', position: null, entryId: null }
    : null;
}
