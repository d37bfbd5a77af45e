import type { EnrolmentTokenQuery } from '@coffee/contract/devices';
import { AuditEntryEntity, EnrolmentTokenEntity, MerchantEntity } from '@coffee/data/entities';
import { readEnrolmentCode } from '@coffee/device-protocol/enrolment-code';
import { Clock } from '@coffee/platform/clock';
import { loadConfig } from '@coffee/platform/config';
import { type Actor, actingFor, cliActor, systemActor } from '@coffee/platform/context';
import { ValidationFailed } from '@coffee/platform/errors';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { AuditTrail } from '../audit';
import { DEFAULT_SETTINGS } from '../merchants';
import { EnrolmentTokenNotFound } from './enrolment.errors';
import { EnrolmentService } from './enrolment.service';

const root: Actor = cliActor('root');

class MovableClock extends Clock {
  at = new Date('2026-03-01T08:00:00Z');
  now(): Date {
    return this.at;
  }
}

describe('EnrolmentService', () => {
  let database: TestDatabase;
  let clock: MovableClock;
  let service: EnrolmentService;
  let shop: number;
  let other: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    clock = new MovableClock();
    service = new EnrolmentService(database.db, new AuditTrail(database.db), clock, loadConfig());
    const merchants = database.dataSource.getRepository(MerchantEntity);
    shop = (await merchants.save({ name: 'Shop', settings: DEFAULT_SETTINGS })).id;
    other = (await merchants.save({ name: 'Other', settings: DEFAULT_SETTINGS })).id;
  });
  afterAll(() => database.drop());

  const redeem = (token: string) => database.db.transaction(systemActor(), (tx) => service.redeem(tx, token));

  it('shows the secret once and stores only its hash', async () => {
    const made = await service.create(root, { merchant_id: shop, note: 'March' });
    expect(made.token).toMatch(/^enr_[A-Za-z0-9_-]{43}$/);
    expect(made).toMatchObject({ uses_left: 1, expires_at: '2026-03-08T08:00:00.000Z', note: 'March' });
    const [row] = await database.dataSource.getRepository(EnrolmentTokenEntity).find();
    expect(row?.tokenHash).toHaveLength(32);
    const listed = await service.list(root, {});
    expect(listed.items[0]).not.toHaveProperty('token');
    const audited = await database.dataSource.getRepository(AuditEntryEntity).find();
    expect(JSON.stringify([listed, audited])).not.toContain(made.token);
    expect(readEnrolmentCode(made.code)).toEqual({
      server_url: loadConfig().publicUrl,
      enrolment_token: made.token,
      expires_at: made.expires_at,
    });
  });

  it('never lets machines that register at once use a token more often than it allows', async () => {
    const { token } = await service.create(root, { merchant_id: shop, uses: 3 });
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => redeem(token)));
    expect(outcomes.filter((outcome) => outcome !== null)).toEqual(
      Array.from({ length: 3 }, () => ({ merchantId: shop })),
    );
  });

  it('gives a use back when the registration fails', async () => {
    const { token } = await service.create(root, { merchant_id: shop });
    const failing = database.db.transaction(systemActor(), async (tx) => {
      await service.redeem(tx, token);
      throw new Error('the registration failed');
    });
    await expect(failing).rejects.toThrow('the registration failed');
    await expect(redeem(token)).resolves.toEqual({ merchantId: shop });
    await expect(redeem(token)).resolves.toBeNull();
  });

  it('takes no token that is over, unknown or not one at all', async () => {
    const { token } = await service.create(root, { merchant_id: shop, ttl_seconds: 60 });
    clock.at = new Date(clock.at.getTime() + 60_000);
    await expect(redeem(token)).resolves.toBeNull();
    await expect(redeem(`enr_${'A'.repeat(43)}`)).resolves.toBeNull();
    await expect(redeem('nonsense')).resolves.toBeNull();
  });

  it('counts its uses, and finds tokens by what has become of them', async () => {
    await database.dataSource.query('truncate enrolment_tokens');
    const used = await service.create(root, { merchant_id: shop, note: 'Used by 100%' });
    const open = await service.create(root, { merchant_id: other, uses: 2, ttl_seconds: 3600 });
    const late = await service.create(root, { merchant_id: shop, ttl_seconds: 60 });
    await redeem(used.token);
    await redeem(open.token);
    clock.at = new Date(clock.at.getTime() + 60_000);
    const found = async (query: EnrolmentTokenQuery) =>
      (await service.list(root, query)).items.map(({ id }) => id).sort();
    expect(await found({ state: ['valid'] })).toEqual([open.id]);
    expect(await found({ state: ['used_up'] })).toEqual([used.id]);
    expect(await found({ state: ['used_up', 'expired'] })).toEqual([used.id, late.id]);
    expect(await found({ merchant_id: shop })).toEqual([used.id, late.id]);
    expect(await found({ query: 'BY 100%' })).toEqual([used.id]);
    expect(await found({ query: '%100' })).toEqual([]);
    const byExpiry = await service.list(root, { sort: 'expires_at' });
    expect(byExpiry.items.map(({ id }) => id)).toEqual([late.id, open.id, used.id]);
    expect(byExpiry.items[1]).toMatchObject({ used: 1, uses_left: 1 });
    expect(byExpiry.items[1]?.last_used_at).not.toBeNull();
    expect(byExpiry.items[0]).toMatchObject({ used: 0, last_used_at: null });
  });

  it('keeps tokens among their merchant', async () => {
    const theirs = await service.create(root, { merchant_id: other });
    const bound = actingFor(root, shop);
    await expect(service.create(bound, { merchant_id: other })).rejects.toThrow(ValidationFailed);
    await expect(service.remove(bound, theirs.id)).rejects.toThrow(EnrolmentTokenNotFound);
    expect((await service.list(bound, {})).items.map(({ id }) => id)).not.toContain(theirs.id);
  });

  it('does not accept a token that was deleted', async () => {
    const { id, token } = await service.create(root, { merchant_id: shop });
    await service.remove(root, id);
    await expect(redeem(token)).resolves.toBeNull();
    await expect(service.remove(root, id)).rejects.toThrow(EnrolmentTokenNotFound);
  });
});
