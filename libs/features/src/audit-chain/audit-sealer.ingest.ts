// Entries are written unchained, so that no two transactions wait for each other; one sealer gives them their places
// afterwards. It takes only what transactions wrote that are older than every running one: nothing can appear before
// what is sealed, in whatever order transactions commit.
import { ThrottledLog } from '@coffee/platform/logging';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { bigintBytes, ChainKey } from './chain-key';
import { ChainWitness, type Head } from './chain-witness';
import { entryDigest } from './entry-digest';

const LOCK_KEY = 7_301_975;
const BATCH = 2_000;
const LOG_HEAD_MS = 3_600_000;
/** Microseconds from 1970 to 2000, where PostgreSQL's times begin. */
const EPOCH_2000 = 946_684_800_000_000n;

interface State {
  chain_id: string;
  key_id: string | null;
  position: number;
  xact_id: number;
  entry_id: number;
  head: Buffer | null;
  last: number;
  /** True when this server has not come as far as the one where the last entries were sealed: a backup was restored. */
  is_behind: boolean;
}

interface Candidate {
  id: number;
  xact_id: number;
  at_us: number;
  content: Buffer;
  /** Every transaction before it has ended. */
  horizon: number;
}

const STATE = `
  select s.chain_id, s.key_id, s.position, s.xact_id, s.entry_id, h.hash as head,
    coalesce((select max(position) from audit_seals), 0) as last,
    s.xact_id > pg_snapshot_xmax(pg_current_snapshot())::text::bigint as is_behind
  from audit_sealing s left join audit_seals h on h.position = s.position`;

const HORIZON = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
/** No transaction of this server has such a number yet: written in an earlier life, before a restore. */
const EARLIER_LIFE = 'pg_snapshot_xmax(pg_current_snapshot())::text::bigint';

const ANYTHING_NEW = `
  select s.xact_id > ${EARLIER_LIFE} or exists (
    select 1 from (select xact_id, id from audit_entries order by xact_id desc, id desc limit 1) newest
    where (newest.xact_id, newest.id) > (s.xact_id, s.entry_id)
  ) as any from audit_sealing s`;

/** A batch is a short walk along an index; statistics that are late must not make it a sort of the whole log. */
const ALONG_THE_INDEX = ['seqscan', 'bitmapscan', 'sort', 'hashjoin', 'mergejoin']
  .map((way) => `set_config('enable_${way}', 'off', true)`)
  .join(', ');

const CANDIDATES = `
  select e.id, e.xact_id, (extract(epoch from e.created_at) * 1000000)::bigint as at_us, ${entryDigest('e')} as content,
    ${HORIZON} as horizon
  from audit_entries e
  where (e.xact_id, e.id) > ($1::bigint, $2::bigint) and (e.xact_id < ${HORIZON} or e.xact_id >= ${EARLIER_LIFE})
    and not exists (select 1 from audit_seals s where s.entry_id = e.id)
  order by e.xact_id, e.id limit ${BATCH}`;

const APPEND = `
  insert into audit_seals (position, entry_id, entry_at, content, hash)
  select n.position, n.entry_id, '2000-01-01T00:00:00Z'::timestamptz + n.at_us * interval '1 microsecond', n.content, n.hash
  from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[]) n(position, entry_id, at_us, content, hash)`;

@Injectable()
export class AuditSealer {
  private readonly logger = new Logger('AuditSealer');
  private readonly log = new ThrottledLog('AuditSealer');
  private toldAt = -Infinity;

  constructor(
    private readonly dataSource: DataSource,
    private readonly key: ChainKey,
    private readonly witness: ChainWitness,
  ) {}

  /** Seals what can be sealed, and tells how many entries that were. */
  async seal(): Promise<number> {
    let sealed = 0;
    for (;;) {
      if (!(await this.isAnythingNew())) return sealed;
      const batch = await this.dataSource.transaction((manager) => this.sealBatch(manager));
      if (batch === null) return sealed;
      sealed += batch.count;
      await this.tell(batch.chainId, batch.head);
      if (batch.count < BATCH) return sealed;
    }
  }

  /** The whole cost of a look while nothing happens: the end of an index. */
  private async isAnythingNew(): Promise<boolean> {
    const [row] = await this.dataSource.query<{ any: boolean }[]>(ANYTHING_NEW);
    return row?.any ?? false;
  }

  private async sealBatch(manager: EntityManager) {
    const [lock] = await manager.query<{ held: boolean }[]>('select pg_try_advisory_xact_lock($1) as held', [
      LOCK_KEY,
    ]);
    if (!lock?.held) return null;
    const [state] = await manager.query<State[]>(STATE);
    if (!state) throw new Error('audit_sealing has lost its row');
    const refusal = await this.refusalOf(state);
    if (refusal !== null) {
      this.log.warn(`Audit entries are not sealed: ${refusal}`);
      return null;
    }
    return this.extend(manager, state);
  }

  /** What is broken is not built upon: a person looks first. */
  private async refusalOf({ chain_id, key_id, position, last, head }: State): Promise<string | null> {
    if (key_id !== null && key_id !== this.key.id) return 'the chain was begun with another AUDIT_KEY';
    if (position !== last) return `the chain ends at ${last}, and ended at ${position}`;
    const seen = await this.witness.read(chain_id);
    if (seen === null) return null;
    if (seen.position > position) return `the chain ends at ${position}, and was seen at ${seen.position}`;
    const isOther = seen.position === position && head !== null && head.toString('hex') !== seen.hash;
    return isOther ? `the head at ${position} is not the one that was seen` : null;
  }

  private async extend(manager: EntityManager, state: State) {
    const from = state.is_behind ? [0, 0] : [state.xact_id, state.entry_id];
    await manager.query(`select ${ALONG_THE_INDEX}`);
    const found = await manager.query<Candidate[]>(CANDIDATES, from);
    const last = found.at(-1);
    if (!last) {
      if (state.is_behind) await manager.query('update audit_sealing set xact_id = 0, entry_id = 0');
      return null;
    }
    const head = await this.append(manager, state, found);
    const isWhole = found.length < BATCH || last.xact_id >= last.horizon;
    const cursor = isWhole ? [last.horizon, 0] : [last.xact_id, last.id];
    await manager.query('update audit_sealing set key_id = $1, position = $2, xact_id = $3, entry_id = $4', [
      this.key.id,
      head.position,
      ...cursor,
    ]);
    return { chainId: state.chain_id, head, count: found.length };
  }

  /** One statement for all of them. */
  private async append(manager: EntityManager, state: State, found: Candidate[]): Promise<Head> {
    let hash = state.head ?? this.key.genesis(state.chain_id);
    const rows = found.map(({ id, at_us, content }, index) => {
      const position = state.position + index + 1;
      const at = BigInt(at_us) - EPOCH_2000;
      const link = { position: bigintBytes(position), entryId: bigintBytes(id), entryAt: bigintBytes(at) };
      hash = this.key.seal(hash, { ...link, content });
      return { position, id, at: at.toString(), content, hash };
    });
    const column = <K extends keyof (typeof rows)[number]>(key: K) => rows.map((row) => row[key]);
    await manager.query(APPEND, [
      column('position'),
      column('id'),
      column('at'),
      column('content'),
      column('hash'),
    ]);
    return { position: state.position + found.length, hash: hash.toString('hex') };
  }

  /** The log is kept elsewhere, mostly: an hourly head in it shows a chain that was written anew later. */
  private async tell(chainId: string, head: Head): Promise<void> {
    await this.witness.write(chainId, head);
    if (Date.now() - this.toldAt < LOG_HEAD_MS) return;
    this.toldAt = Date.now();
    this.logger.log({ msg: 'The head of the audit chain', chain: chainId, ...head });
  }
}
