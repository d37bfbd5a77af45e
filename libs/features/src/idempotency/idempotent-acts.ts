import { createHash } from 'node:crypto';
import { IdempotencyKeyEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Conflict, InvalidArgument } from '@coffee/platform/errors';

export interface Act {
  /** Names the route and its target, so that one key may serve several acts. */
  name: string;
  key: string | undefined;
  request: unknown;
}

const KEPT = `interval '24 hours'`;

/**
 * Does an act once per key, within the caller's transaction: the same key and request again answer what the first one
 * answered. A second one that comes while the first still runs waits for it, since both insert the same row.
 */
export async function actOnce<T extends object>(
  tx: TenantTx,
  actor: Actor,
  act: Act,
  work: () => Promise<T>,
): Promise<{ answer: T; again: boolean }> {
  const key = readKey(act.key);
  if (key === null) return { answer: await work(), again: false };
  const owner = `${act.name} by ${actor.source} ${actor.userId ?? actor.name}`;
  const hash = createHash('sha256').update(canonical(act.request)).digest();
  const isFirst = await claimKey(tx, owner, key, hash);
  if (!isFirst) return { answer: await firstAnswer<T>(tx, owner, key, hash), again: true };
  const answer = await work();
  await tx.query(
    (scope) => `
      with kept as (
        update idempotency_keys k set answer = $3::jsonb
        where k.owner = $1 and k.key = $2 and ${scope(IdempotencyKeyEntity, 'k')} returning 1
      ) select 1 from kept`,
    [owner, key, JSON.stringify(answer)],
  );
  return { answer, again: false };
}

function readKey(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (key.length >= 1 && key.length <= 255 && !key.includes('\0')) return key;
  throw new InvalidArgument('Idempotency-Key must have 1 to 255 characters', {
    details: { field: 'Idempotency-Key' },
  });
}

/** False: the key is in use. One that is older than a day is free again. */
async function claimKey(tx: TenantTx, owner: string, key: string, hash: Buffer): Promise<boolean> {
  const rows = await tx.query(
    (scope) => `
      with claimed as (
        insert into idempotency_keys as k (owner, key, request_hash) select $1, $2, $3::bytea
        where ${scope(IdempotencyKeyEntity, 'k')}
        on conflict (owner, key) do update set request_hash = excluded.request_hash, answer = null, created_at = now()
        where k.created_at < now() - ${KEPT} returning 1
      ) select 1 from claimed`,
    [owner, key, hash],
  );
  return rows.length > 0;
}

async function firstAnswer<T>(tx: TenantTx, owner: string, key: string, hash: Buffer): Promise<T> {
  const row = await tx.find(IdempotencyKeyEntity, { owner, key });
  if (row?.answer && row.requestHash.equals(hash)) return row.answer as T;
  throw new Conflict('This Idempotency-Key was used for another request', { code: 'IDEMPOTENCY_KEY_REUSED' });
}

/** JSON with sorted keys: the order in which a client writes them says nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}
