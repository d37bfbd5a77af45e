import { randomUUID } from 'node:crypto';
import type { CreateOrder } from '@coffee/device-protocol/orders';
import { actingFor, cliActor } from '@coffee/platform/context';
import type { Doorbell } from '@coffee/platform/doorbell';
import { SystemClock } from '@coffee/platform/clock';
import type { LivePublisher } from '@coffee/platform/live';
import { ProcessMetrics } from '@coffee/platform/metrics';
import type { JobQueue } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import fc from 'fast-check';
import { AuditTrail } from '../audit';
import { DeviceNotFound, DevicesReader } from '../devices';
import { OrderIngest } from '../orders';
import { BinNews } from './bin-news';
import { BinsReader } from './bins.reader';
import { BinsService } from './bins.service';
import { StockForecasts } from './forecasts.service';
import { ledgerFaults } from './ledger-check';
import { MaterialsIngest } from './materials.ingest';
import { MovementsReader } from './movements.reader';
import { RefillsService } from './refills.service';
import { BinNotFound, NoSuchMaterial, NothingInBin } from './stock.errors';
import { StockUsage } from './usage.reader';

const root = cliActor('root');
const live = { publish: () => undefined } as unknown as LivePublisher;
const queue = { ring: () => Promise.resolve(true) } as unknown as JobQueue;
const doorbell = { ring: () => undefined } as unknown as Doorbell;
const clock = new SystemClock();

describe('the stock ledger', () => {
  let database: TestDatabase;
  let make: Factories;
  let orders: [OrderIngest, OrderIngest];
  let materials: MaterialsIngest;
  let bins: BinsService;
  let reader: BinsReader;
  let movements: MovementsReader;
  let refills: RefillsService;
  let sold = 0;

  const sql = <Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query<Row[]>(text, values);

  beforeAll(async () => {
    database = await createTestDatabase();
    const { dataSource, db } = database;
    make = new Factories(dataSource);
    const ingest = () => new OrderIngest(dataSource, live, new ProcessMetrics(), doorbell, queue);
    orders = [ingest(), ingest()];
    materials = new MaterialsIngest(dataSource, live);
    const devices = new DevicesReader(db, clock);
    const usage = new StockUsage(db, clock);
    reader = new BinsReader(db, devices, usage, clock);
    const news = new BinNews(db, new StockForecasts(db, usage, clock), live);
    bins = new BinsService(db, clock, new AuditTrail(db), reader, news);
    movements = new MovementsReader(db, devices);
    refills = new RefillsService(db, bins, news);
    await sql(`insert into materials (code, name, type, unit) values
      ('BEAN', 'Beans', 'bean', 'g'), ('MILK', 'Milk', 'powder', 'g'), ('OAT', 'Oat', 'powder', 'g')`);
    await recipe(1, { BEAN: 16.5, MILK: 20.1 });
  });
  afterAll(() => database.drop());
  // Whatever each of them did, the books are right.
  afterEach(async () => expect(await ledgerFaults(database.db)).toEqual([]));

  async function recipe(product: number, amounts: Record<string, number>, revision = 1): Promise<number> {
    const list = Object.entries(amounts).map(([material_code, amount]) => ({
      material_code,
      amount,
      unit: 'g',
    }));
    const [row] = await sql<{ id: number }>(
      `insert into recipes (product_id, revision, status, name, schema, created_by, published_at)
       values ($1, $2, 'published', 'Latte', $3, 'test', now()) returning id`,
      [product, revision, JSON.stringify({ materials: list })],
    );
    return row?.id ?? 0;
  }

  async function machine(levels: Record<string, number> = { BEAN: 1000, MILK: 800 }): Promise<string> {
    const { deviceId } = await make.device();
    await report(deviceId, levels, -60);
    return deviceId;
  }

  const report = (deviceId: string, levels: Record<string, number>, secondsFromNow: number) =>
    materials.report(
      { deviceId, merchantId: null },
      Object.entries(levels).map(([materialCode, remaining], binIndex) => ({
        binIndex,
        materialCode,
        remaining,
        capacity: 1000,
        unit: 'g',
      })),
      new Date(Date.now() + secondsFromNow * 1000),
    );

  const order = (changes: Partial<CreateOrder> = {}): CreateOrder => ({
    order_id: `O-${(sold += 1)}`,
    device_ts: new Date().toISOString(),
    items: [{ product_id: '1', name: 'Latte', qty: 1, unit_price: 16 }],
    total_price: 16,
    payment_method: 'wechat',
    payment_status: 'paid',
    ...changes,
  });
  const sell = (deviceId: string, changes?: Partial<CreateOrder>) =>
    orders[0].report(deviceId, order(changes), new Date());
  const levels = async (deviceId: string) =>
    (await reader.list(root, deviceId)).map(({ remaining }) => remaining);
  const history = async (deviceId: string, bin = 0) => (await movements.ofBin(root, deviceId, bin, {})).items;

  it('draws a cup by its published recipe, once for all its retries, and says which order it was', async () => {
    const id = await machine();
    const latte = order({ items: [{ product_id: '1', name: 'Latte', qty: 2, unit_price: 8 }] });
    const receipts = await Promise.all(
      Array.from({ length: 20 }, (_, index) => orders[index % 2 === 0 ? 0 : 1].report(id, latte, new Date())),
    );
    expect(receipts.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(await levels(id)).toEqual([967, 759.8]);
    expect((await history(id))[0]).toMatchObject({
      type: 'consume',
      cause: 'order',
      amount: -33,
      balance: 967,
      order_id: latte.order_id,
      material_code: 'BEAN',
      expected: null,
    });
    expect(
      await sql(
        'select cups, amount::text, sales_minor from bin_hours where device_id = $1 and bin_index = 0',
        [id],
      ),
    ).toEqual([{ cups: 2, amount: '33.0', sales_minor: 1600 }]);
  });

  it('draws by the version that the machine has installed, whatever was published since', async () => {
    const id = await machine();
    const old = await recipe(2, { BEAN: 10 });
    await recipe(2, { BEAN: 99 }, 2);
    const packageId = randomUUID();
    await sql(
      `insert into packages (package_id, name, package_version, type, content, size, md5, sha256, manifest, created_by)
       values ($1, 'Menu', '1', 'recipes', '', 0, '', '', $2, 'test')`,
      [packageId, JSON.stringify({ recipes: [{ product_id: 2, recipe_id: old }] })],
    );
    await sql(
      `insert into device_packages (device_id, package_type, installed_package_id) values ($1, 'recipes', $2)`,
      [id, packageId],
    );
    await sell(id, { items: [{ product_id: '2', name: 'Ristretto', qty: 1, unit_price: 16 }] });
    // Not in the package: the published one.
    await sell(id);
    expect(await levels(id)).toEqual([973.5, 779.9]);
    expect(await reader.products(root, id)).toEqual([
      expect.objectContaining({ product_id: '2', cups_left: 97, limited_by: 'BEAN' }),
    ]);
  });

  it('lets test orders consume, leaves unknown products alone, and flags below nothing without refusing', async () => {
    const id = await machine({ BEAN: 20, MILK: 800 });
    await sell(id, { is_test: true });
    await sell(id, { items: [{ product_id: 'espresso', name: 'Espresso', qty: 1, unit_price: 16 }] });
    await sell(id, { payment_status: 'refunded' });
    const [beans] = await reader.list(root, id);
    expect(beans).toMatchObject({ remaining: -13, is_low: true, cups_left: 0 });
  });

  it('numbers and balances many orders of several machines in one commit', async () => {
    const ids = await Promise.all([machine(), machine(), machine()]);
    await Promise.all(
      Array.from({ length: 90 }, (_, index) =>
        orders[index % 2 === 0 ? 0 : 1].report(ids[index % 3] ?? '', order(), new Date()),
      ),
    );
    for (const id of ids) {
      expect(await levels(id)).toEqual([505, 197]);
      const lines = (await movements.ofBin(root, id, 0, { page_size: 200 })).items.reverse();
      expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
      let level = 0;
      for (const { amount, balance } of lines) {
        level = Math.round((level + amount) * 1000) / 1000;
        expect(balance).toBe(level);
      }
    }
  });

  describe('when a machine tells its levels', () => {
    it('keeps what differs as a correction with both figures, and nothing of its noise', async () => {
      const id = await machine();
      await sell(id);
      await report(id, { BEAN: 983.5000000000001, MILK: 700 }, -30);
      expect(await levels(id)).toEqual([983.5, 700]);
      expect(await history(id)).toHaveLength(2);
      expect((await history(id, 1))[0]).toMatchObject({
        type: 'report',
        expected: 779.9,
        reported: 700,
        amount: -79.9,
      });
      const { items } = await movements.drift(root, { device_id: id });
      expect(items.map(({ bin_index, amount }) => [bin_index, amount])).toEqual([[1, -79.9]]);
    });

    it('takes a word that comes twice or late for no news', async () => {
      const id = await machine();
      const at = new Date(Date.now() - 30_000);
      const tell = (remaining: number, time: Date) =>
        materials.report(
          { deviceId: id, merchantId: null },
          [{ binIndex: 0, materialCode: 'BEAN', remaining, capacity: 1000, unit: 'g' }],
          time,
        );
      await tell(1000, at);
      await sell(id);
      const answer = await tell(1000, at);
      expect(answer[0]).toMatchObject({ remaining: 983.5, material_code: 'BEAN' });
      await tell(5, new Date(at.getTime() - 1000));
      expect(await levels(id)).toEqual([983.5, 779.9]);
      expect((await movements.drift(root, { device_id: id })).items).toEqual([]);
    });

    it('stays low until it has come back past the margin of the rule', async () => {
      const id = await machine({ BEAN: 200 });
      const isLow = async (remaining: number, at: number) =>
        (await report(id, { BEAN: remaining }, at))[0]?.is_low;
      expect((await reader.list(root, id))[0]?.is_low).toBe(true);
      expect(await isLow(240, -50)).toBe(true);
      expect(await isLow(250, -40)).toBe(false);
      expect(await isLow(210, -30)).toBe(false);
      expect(await isLow(199, -20)).toBe(true);
    });

    it("stays low by the margin of the merchant's own rule", async () => {
      const merchant = await make.merchant();
      const { deviceId: id } = await make.device({ merchantId: merchant.id });
      await sql(
        `insert into alarm_rules (merchant_id, type, enabled, severity, raise_delay_seconds, clear_delay_seconds, hysteresis)
         values ($1, 'material_low', true, 'warn', 0, 0, 12)`,
        [merchant.id],
      );
      expect((await report(id, { BEAN: 200 }, -40))[0]?.is_low).toBe(true);
      expect((await report(id, { BEAN: 310 }, -30))[0]?.is_low).toBe(true);
      expect((await report(id, { BEAN: 320 }, -20))[0]?.is_low).toBe(false);
    });
  });

  describe('when people act', () => {
    it('binds, refills, wastes, counts and frees a bin, each with who and why', async () => {
      const { deviceId: id } = await make.device();
      const bound = await bins.bind(root, id, 3, { material_code: 'OAT', capacity: 900, unit: 'g' });
      expect(bound).toMatchObject({ material_code: 'OAT', remaining: 0, is_low: true, is_bound: true });
      await bins.refill(root, id, 3, { amount: 300.25, note: 'half a bag' });
      await bins.refill(root, id, 3, { to_full: true });
      await bins.waste(root, id, 3, { amount: 100.1 });
      await bins.adjust(root, id, 3, { remaining: 790 });
      expect((await bins.unbind(root, id, 3)).material_code).toBeNull();
      const lines = (await history(id, 3)).map(({ type, cause, amount, balance }) => [
        type,
        cause,
        amount,
        balance,
      ]);
      expect(lines).toEqual([
        ['adjust', 'unbind', -790, 0],
        ['adjust', 'person', -9.9, 790],
        ['waste', 'person', -100.1, 799.9],
        ['refill', 'person', 599.75, 900],
        ['refill', 'person', 300.25, 300.25],
        ['adjust', 'bind', 0, 0],
      ]);
      expect((await history(id, 3))[4]).toMatchObject({ actor: 'root', note: 'half a bag' });
      expect((await reader.list(root, id))[0]).toMatchObject({ is_low: false, remaining: 0 });
      const actions = await sql<{ action: string }>(
        `select action from audit_entries where target_id = $1 order by id`,
        [`${id}/3`],
      );
      expect(actions.map(({ action }) => action)).toEqual([
        'bin.bound',
        'bin.refilled',
        'bin.refilled',
        'bin.wasted',
        'bin.adjusted',
        'bin.unbound',
      ]);
    });

    it('keeps to what a person bound: the machine only tells the level, in shares when its unit is another', async () => {
      const id = await machine({ BEAN: 500 });
      await bins.bind(root, id, 0, { material_code: 'OAT', capacity: 2, unit: 'kg', threshold_low_pct: 10 });
      expect(await levels(id)).toEqual([0]);
      await report(id, { BEAN: 250 }, -10);
      expect((await reader.list(root, id))[0]).toMatchObject({
        material_code: 'OAT',
        remaining: 0.5,
        unit: 'kg',
        capacity: 2,
        reported_material_code: 'BEAN',
        reported_remaining: 250,
        threshold_low_pct: 10,
      });
      // The first word of a new content is its opening, not a difference.
      expect((await movements.drift(root, { device_id: id })).items).toEqual([]);
    });

    it('refuses what it does not know, and what is not theirs', async () => {
      const id = await machine();
      const bind = { material_code: 'SALT', capacity: 1, unit: 'g' };
      await expect(bins.bind(root, id, 0, bind)).rejects.toThrow(NoSuchMaterial);
      await expect(bins.refill(root, id, 9, { amount: 1 })).rejects.toThrow(BinNotFound);
      await expect(bins.refill(actingFor(root, 999), id, 0, { amount: 1 })).rejects.toThrow(DeviceNotFound);
      await bins.unbind(root, id, 0);
      await expect(bins.refill(root, id, 0, { amount: 1 })).rejects.toThrow(NothingInBin);
    });

    it('refills several bins with one request, tells what could not be, and does it once per key', async () => {
      const id = await machine({ BEAN: 900, MILK: 100 });
      const input = {
        refills: [
          { device_id: id, bin_index: 1, to_full: true },
          { device_id: id, bin_index: 0, amount: 50 },
          { device_id: id, bin_index: 7, amount: 50 },
        ],
      };
      const first = await refills.refill(root, input, 'round-1');
      expect(first).toEqual({
        succeeded: [
          { device_id: id, bin_index: 1, amount: 900, remaining: 1000 },
          { device_id: id, bin_index: 0, amount: 50, remaining: 950 },
        ],
        failed: [expect.objectContaining({ bin_index: 7, code: 'NOT_FOUND' })],
      });
      expect(await refills.refill(root, input, 'round-1')).toEqual(first);
      expect(await levels(id)).toEqual([950, 1000]);
    });
  });

  it('tells in the audit log which machine brought a material that nobody knew, once', async () => {
    const merchant = await make.merchant();
    const { deviceId } = await make.device({ merchantId: merchant.id });
    const device = { deviceId, merchantId: merchant.id };
    const bin = (binIndex: number, materialCode: string) =>
      ({ binIndex, materialCode, remaining: 5, capacity: 10, unit: 'ml' }) as const;
    const report = (at: number) =>
      materials.report(device, [bin(0, 'SYRUP-NEW'), bin(1, 'SYRUP-NEW'), bin(2, 'BEAN')], new Date(at));
    await report(Date.now() - 60_000);
    await report(Date.now());
    const entries = await sql(
      `select action, target_type, source, actor_name, merchant_id, before, after from audit_entries
       where action = 'material.created' and target_id = (select id::text from materials where code = 'SYRUP-NEW')`,
    );
    expect(entries).toEqual([
      {
        action: 'material.created',
        target_type: 'material',
        source: 'device',
        actor_name: deviceId,
        merchant_id: merchant.id,
        before: null,
        after: { code: 'SYRUP-NEW', name: 'SYRUP-NEW', type: 'unknown', unit: 'ml' },
      },
    ]);
    expect(await sql(`select 1 from audit_entries where after->>'code' = 'BEAN'`)).toEqual([]);
  });

  it('cannot be rewritten', async () => {
    await expect(sql('update stock_movements set amount = 0')).rejects.toThrow('append-only');
    await expect(sql('delete from stock_movements')).rejects.toThrow('append-only');
  });

  it('adds up after anything, by anybody, at once', async () => {
    const amount = fc.integer({ min: 1, max: 500_000 }).map((thousandths) => thousandths / 1000);
    const deed = fc.oneof(
      fc.record({ kind: fc.constant('sell' as const), qty: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ kind: fc.constantFrom('refill', 'waste', 'adjust', 'report'), amount }),
      fc.record({ kind: fc.constantFrom('full', 'bind', 'unbind') }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 25 }), async (deeds) => {
        const id = await machine();
        const act = (each: (typeof deeds)[number], index: number): Promise<unknown> => {
          switch (each.kind) {
            case 'sell':
              return sell(id, {
                items: [
                  { product_id: '1', name: 'Latte', qty: 'qty' in each ? each.qty : 1, unit_price: 16 },
                ],
              });
            case 'report':
              return report(id, { BEAN: 'amount' in each ? each.amount : 0 }, -30 + index);
            case 'full':
              return bins.refill(root, id, 0, { to_full: true });
            case 'bind':
              return bins.bind(root, id, 0, { material_code: 'OAT', capacity: 700, unit: 'g' });
            case 'unbind':
              return bins.unbind(root, id, 0);
            case 'adjust':
              return bins.adjust(root, id, 0, { remaining: 'amount' in each ? each.amount : 0 });
            default: {
              const body = { amount: 'amount' in each ? each.amount : 1 };
              return each.kind === 'waste' ? bins.waste(root, id, 0, body) : bins.refill(root, id, 0, body);
            }
          }
        };
        // A bin that somebody freed meanwhile refuses; nothing else may go wrong.
        const outcomes = await Promise.allSettled(deeds.map(act));
        for (const outcome of outcomes)
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(NothingInBin);
        expect(await ledgerFaults(database.db)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
