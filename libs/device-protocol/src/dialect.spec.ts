import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import fc from 'fast-check';
import { CommandResult } from './commands';
import {
  readCommandResult,
  readEventPayload,
  readMaterials,
  readOrder,
  readRegistration,
  readStatus,
} from './dialect';
import { MaterialsReport } from './materials';
import { CreateOrder } from './orders';
import { RegisterDevice } from './registration';
import { StatusReport } from './status';

interface Recorded {
  method: string;
  path: string;
  body: Record<string, unknown> | null;
}

const ROUTES: [RegExp, (body: unknown) => unknown, new () => object][] = [
  [/\/register$/, readRegistration, RegisterDevice],
  [/\/status$/, readStatus, StatusReport],
  [/\/materials\/report$/, readMaterials, MaterialsReport],
  [/\/orders\/create$/, readOrder, CreateOrder],
  [/\/command_result$/, readCommandResult, CommandResult],
];
const READERS = ROUTES.map(([, reader]) => reader);

const recorded = readFileSync(join(__dirname, '../fixtures/kiosk-requests.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)
  .filter((request) => request.method === 'POST');

function faults(shape: new () => object, body: unknown): string[] {
  return validateSync(plainToInstance(shape, body as object)).map((error) => error.toString());
}

function requestTo(path: RegExp, nth = 0): Record<string, unknown> {
  const body = recorded.filter((request) => path.test(request.path))[nth]?.body;
  if (!body) throw new Error('not recorded');
  return body;
}

describe('the second dialect', () => {
  it.each(recorded.map((request, line) => [line, request.path, request] as const))(
    'reads recorded request %i (%s) into a valid canonical body',
    (_line, path, request) => {
      const route = ROUTES.find(([pattern]) => pattern.test(path));
      expect(route).toBeDefined();
      const [, reader, shape] = route!;
      expect(faults(shape, reader(request.body))).toEqual([]);
    },
  );

  it('takes the device type for the model and a location in words for the address', () => {
    expect(readRegistration(requestTo(/register$/))).toMatchObject({
      model: 'coffee_machine',
      address: 'Hall A',
      location: null,
      device_type: 'coffee_machine',
    });
    expect(readRegistration({ location: 'Hall A', address: 'Main Street 1' })).toMatchObject({
      address: 'Main Street 1, Hall A',
    });
  });

  it.each([
    ['idle', 'online', 'idle'],
    ['brewing', 'online', 'brewing'],
    ['out_of_service', 'fault', 'out_of_service'],
    ['error', 'fault', 'error'],
    ['maintenance', 'maintenance', undefined],
  ])('reads the status word %s as %s', (word, status, activity) => {
    const read = readStatus({ status: word }) as Record<string, unknown>;
    expect(read.status).toBe(status);
    expect(read.activity).toBe(activity);
  });

  it('takes the noise out of bin levels', () => {
    const read = readMaterials(requestTo(/materials/)) as { materials: { remaining: number }[] };
    expect(read.materials.map((bin) => bin.remaining)).toEqual([85, 92, 22.5, 23.4, 500]);
  });

  it('reads a finished sale with the time that the order id tells', () => {
    expect(readOrder(requestTo(/orders/))).toMatchObject({
      device_ts: '2026-11-22T22:40:34.000Z',
      created_at: '2026-11-22T22:41:03.085856+00:00',
      fulfilment_status: 'completed',
      total_price: 10,
      items: [{ product_id: '204', name: '浓缩咖啡', qty: 1, unit_price: 10 }],
    });
  });

  it('falls back to the time of upload when the order id tells no time', () => {
    const order: Record<string, unknown> = { ...requestTo(/orders/), order_id: 'X-1' };
    expect(readOrder(order)).toMatchObject({ device_ts: order.created_at });
  });

  it('takes noise out of amounts but keeps what is no amount, so that it is refused', () => {
    const read = (price: number): unknown =>
      readOrder({ items: [{ recipe_id: 1, price, quantity: 1 }], total_price: price });
    expect(read(10.200000000000001)).toMatchObject({ total_price: 10.2, items: [{ unit_price: 10.2 }] });
    expect(read(10.205)).toMatchObject({ total_price: 10.205, items: [{ unit_price: 10.205 }] });
  });

  it('reads the payment word pending as unpaid and keeps failed and canceled', () => {
    const words = ['pending', 'failed', 'canceled', 'paid'].map(
      (payment_status) => (readOrder({ payment_status }) as { payment_status: string }).payment_status,
    );
    expect(words).toEqual(['unpaid', 'failed', 'canceled', 'paid']);
  });

  it('takes result_at for the time of the result', () => {
    expect(readCommandResult(requestTo(/command_result/))).toMatchObject({
      timestamp: '2026-11-22T22:42:26.782712+00:00',
    });
  });

  it('leaves canonical bodies as they are, the very same object', () => {
    const bodies: [(body: unknown) => unknown, object][] = [
      [readRegistration, { device_id: 'D1', model: 'A', location: { lat: 1, lng: 2 } }],
      [readStatus, { status: 'online', activity: 'idle', timestamp: '2026-01-01T00:00:00Z' }],
      [readMaterials, { timestamp: 't', materials: [{ remaining: 1.00004 }] }],
      [readOrder, { device_ts: 't', payment_status: 'paid', items: [{ product_id: 'P1' }] }],
      [readCommandResult, { timestamp: 't', result_at: 'u' }],
    ];
    for (const [reader, body] of bodies) expect(reader(body)).toBe(body);
  });

  it('gives an event without its own time the time at which it occurred', () => {
    expect(readEventPayload('status', 'T', { status: 'idle' })).toEqual(
      expect.objectContaining({ status: 'online', activity: 'idle', timestamp: 'T' }),
    );
    expect(readEventPayload('order', 'T', { order_id: 'X' })).toMatchObject({ device_ts: 'T' });
    expect(readEventPayload('order_status', 'T', { timestamp: 'U' })).toEqual({ timestamp: 'U' });
  });

  it('never throws, whatever comes, and never loses a key', () => {
    const keys = ['status', 'location', 'device_type', 'bins', 'items', 'recipe_id', 'order_id', 'result_at'];
    const kioskish = fc.dictionary(fc.constantFrom(...keys, '__proto__', 'price'), fc.jsonValue());
    const nested = fc.record({ items: fc.array(kioskish), bins: fc.array(kioskish) });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), kioskish, nested), (body) => {
        const given = typeof body === 'object' && body !== null ? Object.keys(body) : [];
        for (const reader of READERS) {
          const read = reader(body);
          if (given.length > 0) expect(Object.keys(read as object)).toEqual(expect.arrayContaining(given));
        }
        readEventPayload('order', 'T', body);
      }),
    );
  });

  it('reads what it has read without another change', () => {
    for (const [, reader] of ROUTES)
      for (const request of recorded) expect(reader(reader(request.body))).toEqual(reader(request.body));
  });
});
