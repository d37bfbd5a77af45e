import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { EventBatch } from './events';
import { MaterialsReport } from './materials';
import { CreateOrder } from './orders';
import { RegisterDevice } from './registration';
import { StatusReport } from './status';

const ORDER = {
  order_id: 'O-1',
  device_ts: '2026-11-22T22:40:32Z',
  items: [{ product_id: 'P1', name: 'Espresso', qty: 1, unit_price: '10.00' }],
  total_price: 10,
  payment_method: 'wechat',
};
const BIN = { bin_index: 0, material_code: 'BEAN_A', remaining: 0, capacity: 100, unit: 'g' };
const MATERIALS = { timestamp: '2026-11-22T22:40:32', materials: [BIN] };
const STATUS = { status: 'online', timestamp: '2026-11-22T22:40:32' };
const REGISTRATION = { device_id: 'D-1', firmware_version: '1.0.0' };

function paths(errors: ValidationError[], prefix = ''): string[] {
  return errors.flatMap((error) =>
    error.children?.length
      ? paths(error.children, `${prefix}${error.property}.`)
      : [`${prefix}${error.property}`],
  );
}

function refused(shape: new () => object, body: object): string[] {
  return paths(validateSync(plainToInstance(shape, body)));
}

describe('the shapes of the device routes', () => {
  it('take what the contract shows, unknown keys and nulls for what is optional', () => {
    expect(refused(RegisterDevice, { ...REGISTRATION, model: null, next_generation: {} })).toEqual([]);
    expect(refused(RegisterDevice, { ...REGISTRATION, location: { lat: 31.2, lng: 121.5 } })).toEqual([]);
    expect(refused(StatusReport, { ...STATUS, extra: { a: [1] }, temperature: null })).toEqual([]);
    expect(refused(MaterialsReport, MATERIALS)).toEqual([]);
    expect(refused(CreateOrder, { ...ORDER, currency: 'CNY', meta: null, payment_method: 'pigeon' })).toEqual(
      [],
    );
  });

  it.each([
    [RegisterDevice, { ...REGISTRATION, device_id: '-bad' }, 'device_id'],
    [RegisterDevice, { ...REGISTRATION, location: { lat: 91, lng: 0 } }, 'location.lat'],
    [RegisterDevice, { ...REGISTRATION, serial: 'a\u0000b' }, 'serial'],
    [RegisterDevice, { ...REGISTRATION, firmware_version: 'x'.repeat(101) }, 'firmware_version'],
    [StatusReport, { ...STATUS, status: 'happy' }, 'status'],
    [StatusReport, { ...STATUS, temperature: Infinity }, 'temperature'],
    [StatusReport, { ...STATUS, extra: [] }, 'extra'],
    [MaterialsReport, { ...MATERIALS, materials: [] }, 'materials'],
    [MaterialsReport, { ...MATERIALS, materials: [{ ...BIN, remaining: -1 }] }, 'materials.0.remaining'],
    [MaterialsReport, { ...MATERIALS, materials: Array(101).fill(BIN) }, 'materials'],
    [CreateOrder, { ...ORDER, total_price: -1 }, 'total_price'],
    [CreateOrder, { ...ORDER, total_price: 1.005 }, 'total_price'],
    [CreateOrder, { ...ORDER, items: [{ ...ORDER.items[0], qty: 0 }] }, 'items.0.qty'],
    [CreateOrder, { ...ORDER, items: 'coffee' }, 'items'],
    [CreateOrder, { ...ORDER, device_ts: 'yesterday' }, 'device_ts'],
    [CreateOrder, { ...ORDER, order_id: 'a b' }, 'order_id'],
    [EventBatch, { events: Array(201).fill({}) }, 'events'],
  ])('%p refuses a bad field by its name (%#)', (shape, body, field) => {
    expect(refused(shape, body)).toContainEqual(expect.stringMatching(new RegExp(`^${field}`)));
  });

  it('judges the entries of an event batch by their envelope alone', () => {
    const event = {
      seq: 1,
      type: 'from-the-future',
      occurred_at: '2026-11-22T22:40:32Z',
      payload: { any: 1 },
    };
    expect(refused(EventBatch, { events: [event] })).toEqual([]);
    expect(refused(EventBatch, { events: [{ ...event, seq: 'x' }] })).toEqual(['events.0.seq']);
  });
});
