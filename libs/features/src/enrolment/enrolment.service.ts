import type {
  CreateEnrolmentToken,
  EnrolmentToken,
  EnrolmentTokenQuery,
  EnrolmentTokenState,
  NewEnrolmentToken,
} from '@coffee/contract/devices';
import type { Page } from '@coffee/contract/paging';
import { EnrolmentTokenEntity, MerchantEntity } from '@coffee/data/entities';
import { Conditions, likeLiteral, type ListSpec } from '@coffee/data/list-query';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { writeEnrolmentCode } from '@coffee/device-protocol/enrolment-code';
import { Clock } from '@coffee/platform/clock';
import { Config } from '@coffee/platform/config';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { AuditTrail } from '../audit';
import { UnknownMerchant } from '../merchants';
import { EnrolmentTokenNotFound } from './enrolment.errors';
import { type EnrolmentTokenRow, toEnrolmentToken } from './enrolment.mapper';

const DEFAULT_USES = 1;
const DEFAULT_TTL_SECONDS = 7 * 86_400;
/** 256 random bits: long enough that a fast hash is enough. */
const SECRET_BYTES = 32;
const TOKEN_PATTERN = /^enr_[A-Za-z0-9_-]{43}$/;

const LIST: ListSpec = {
  entity: EnrolmentTokenEntity,
  alias: 't',
  from: 'enrolment_tokens t',
  select: `t.id, t.merchant_id as "merchantId", t.note, t.uses_left as "usesLeft",
    t.used, t.last_used_at as "lastUsedAt", t.expires_at as "expiresAt", t.created_at as "createdAt"`,
  sorts: {
    created_at: { expression: 't.created_at', type: 'timestamptz' },
    expires_at: { expression: 't.expires_at', type: 'timestamptz' },
  },
  defaultSort: '-created_at',
  key: { expression: 't.id', type: 'integer' },
};

/** `now` is the place of the present time. */
const STATES: Record<EnrolmentTokenState, (now: string) => string> = {
  valid: (now) => `(t.expires_at > ${now} and t.uses_left > 0)`,
  used_up: (now) => `(t.expires_at > ${now} and t.uses_left = 0)`,
  expired: (now) => `(t.expires_at <= ${now})`,
};

/** Tokens with which new machines register into a merchant. The secret is shown once; its SHA-256 is stored. */
@Injectable()
export class EnrolmentService {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async list(actor: Actor, query: EnrolmentTokenQuery): Promise<Page<EnrolmentToken>> {
    const { state } = query;
    const where = new Conditions()
      .add(
        query.query && `%${likeLiteral(query.query.toLowerCase())}%`,
        (place) => `lower(t.note) like ${place}`,
      )
      .add(query.merchant_id, (place) => `t.merchant_id = ${place}`)
      .add(state && this.clock.now(), (now) => (state ?? []).map((one) => STATES[one](now)).join(' or '));
    const { rows, pagination } = await this.db.for(actor).list<EnrolmentTokenRow>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toEnrolmentToken), pagination };
  }

  async create(actor: Actor, input: CreateEnrolmentToken): Promise<NewEnrolmentToken> {
    const token = `enr_${randomBytes(SECRET_BYTES).toString('base64url')}`;
    return this.db.transaction(actor, async (tx) => {
      const merchant = await tx.find(MerchantEntity, { id: input.merchant_id });
      if (!merchant) throw new UnknownMerchant();
      const ttlMs = (input.ttl_seconds ?? DEFAULT_TTL_SECONDS) * 1000;
      const row = await tx.insert(EnrolmentTokenEntity, {
        merchantId: merchant.id,
        tokenHash: sha256(token),
        note: input.note ?? null,
        usesLeft: input.uses ?? DEFAULT_USES,
        expiresAt: new Date(this.clock.now().getTime() + ttlMs),
      });
      const shown = toEnrolmentToken(row);
      await this.audit.record(tx, actor, {
        action: 'enrolment_token.created',
        targetType: 'enrolment_token',
        targetId: row.id,
        summary: `Made an enrolment token for ${merchant.name}`,
        after: shown,
        merchantId: merchant.id,
      });
      const { expires_at } = shown;
      const code = writeEnrolmentCode({
        server_url: this.config.publicUrl,
        enrolment_token: token,
        expires_at,
      });
      return { ...shown, token, code };
    });
  }

  async remove(actor: Actor, id: number): Promise<void> {
    await this.db.transaction(actor, async (tx) => {
      const row = await tx.lock(EnrolmentTokenEntity, { id });
      if (!row) throw new EnrolmentTokenNotFound();
      const before = toEnrolmentToken(row);
      await tx.remove(EnrolmentTokenEntity, row);
      await this.audit.record(tx, actor, {
        action: 'enrolment_token.deleted',
        targetType: 'enrolment_token',
        targetId: id,
        summary: 'Deleted an enrolment token',
        before,
        merchantId: before.merchant_id,
      });
    });
  }

  /**
   * Takes one use of a token that is good, in the caller's transaction: a registration that fails gives it back. One
   * statement, so that machines that register at once never use a token more often than it allows.
   */
  async redeem(tx: TenantTx, token: string): Promise<{ merchantId: number } | null> {
    if (!TOKEN_PATTERN.test(token)) return null;
    const [taken] = await tx.query<{ merchantId: number }>(
      (scope) => `with taken as (
          update enrolment_tokens t set uses_left = t.uses_left - 1, used = t.used + 1, last_used_at = $2
          where ${scope(EnrolmentTokenEntity, 't')} and t.token_hash = $1 and t.uses_left > 0 and t.expires_at > $2
          returning t.merchant_id
        ) select merchant_id as "merchantId" from taken`,
      [sha256(token), this.clock.now()],
    );
    return taken ?? null;
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
