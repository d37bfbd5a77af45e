/**
 * The second dialect: what kiosks of the first generation say, read into the canonical shape before validation. Pure
 * and total: any JSON value goes in, a canonical body comes out as it is, and keys are added, never taken away.
 */
type Body = Record<string, unknown>;

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function absent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** `device_type` is the model; a location in words is the address. */
export function readRegistration(body: unknown): unknown {
  if (!isBody(body)) return body;
  const hasKioskModel = absent(body.model) && !absent(body.device_type);
  const hasTextLocation = typeof body.location === 'string';
  if (!hasKioskModel && !hasTextLocation) return body;
  const read: Body = { ...body };
  if (hasKioskModel) read.model = body.device_type;
  if (hasTextLocation) {
    read.location = null;
    read.address = joinAddress(body.address, String(body.location));
  }
  return read;
}

function joinAddress(address: unknown, location: string): unknown {
  if (absent(address) || address === '') return location === '' ? null : location;
  if (typeof address !== 'string' || location === '' || address.includes(location)) return address;
  return `${address}, ${location}`;
}

const KIOSK_STATUSES: ReadonlyMap<unknown, string> = new Map([
  ['idle', 'online'],
  ['brewing', 'online'],
  ['out_of_service', 'fault'],
  ['error', 'fault'],
]);

/** The kiosk's `status` is an activity: an idle or brewing machine is online, one out of service has a fault. */
export function readStatus(body: unknown): unknown {
  if (!isBody(body)) return body;
  const status = KIOSK_STATUSES.get(body.status);
  if (status === undefined) return body;
  const uptime = body.uptime_seconds;
  return {
    ...body,
    status,
    activity: absent(body.activity) ? body.status : body.activity,
    uptime_seconds: typeof uptime === 'number' ? Math.floor(uptime) : uptime,
  };
}

/** `bins` are `materials`; their levels carry noise of binary floating point. */
export function readMaterials(body: unknown): unknown {
  if (!isBody(body) || !absent(body.materials) || !Array.isArray(body.bins)) return body;
  return { ...body, materials: body.bins.map(readBin) };
}

function readBin(bin: unknown): unknown {
  if (!isBody(bin)) return bin;
  return { ...bin, remaining: withoutNoise(bin.remaining, 1e3), capacity: withoutNoise(bin.capacity, 1e3) };
}

function withoutNoise(value: unknown, scale: number): unknown {
  if (typeof value !== 'number' || !Number.isFinite(value * scale)) return value;
  // `+ 0` because -0 is a sign of noise too.
  return Math.round(value * scale) / scale + 0;
}

/** `ORD_{device}_{unix seconds}_{hex}`: the only place where a kiosk tells when it sold. */
const KIOSK_ORDER_ID = /^ORD_.+_(\d{9,11})_[0-9a-f]+$/i;

/**
 * Items name recipes; the time of sale is in the order id, because `created_at` is the time of the upload. A kiosk
 * only ever reports what it has finished.
 */
export function readOrder(body: unknown): unknown {
  if (!isBody(body)) return body;
  const sold = Array.isArray(body.items) && body.items.some(isKioskItem) ? readSale(body, body.items) : body;
  const timed = absent(sold.device_ts) ? { ...sold, device_ts: saleTime(body) } : sold;
  return timed.payment_status === 'pending' ? { ...timed, payment_status: 'unpaid' } : timed;
}

function readSale(body: Body, items: unknown[]): Body {
  return {
    ...body,
    items: items.map(readItem),
    total_price: withoutMoneyNoise(body.total_price),
    fulfilment_status: body.fulfilment_status ?? 'completed',
  };
}

function isKioskItem(item: unknown): item is Body {
  return isBody(item) && absent(item.product_id) && !absent(item.recipe_id);
}

function saleTime(body: Body): unknown {
  const seconds = typeof body.order_id === 'string' ? KIOSK_ORDER_ID.exec(body.order_id)?.[1] : undefined;
  return seconds === undefined ? body.created_at : new Date(Number(seconds) * 1000).toISOString();
}

function readItem(item: unknown): unknown {
  if (!isKioskItem(item)) return item;
  const id = item.recipe_id;
  const productId = typeof id === 'number' ? String(id) : id;
  return {
    ...item,
    product_id: productId,
    name: item.name ?? item.recipe_name ?? productId,
    unit_price: withoutMoneyNoise(item.unit_price ?? item.price),
    qty: item.qty ?? item.quantity,
  };
}

/** 10.200000000000001 is 10.2; 10.205 is no amount of money and stays, to be refused. */
function withoutMoneyNoise(value: unknown): unknown {
  if (typeof value !== 'number') return value;
  const rounded = Math.round(value * 100) / 100;
  return Math.abs(rounded - value) < 1e-6 ? rounded + 0 : value;
}

/** `result_at` is the `timestamp`. */
export function readCommandResult(body: unknown): unknown {
  if (!isBody(body) || !absent(body.timestamp) || absent(body.result_at)) return body;
  return { ...body, timestamp: body.result_at };
}

const PAYLOAD_READERS: ReadonlyMap<unknown, (payload: unknown) => unknown> = new Map([
  ['status', readStatus],
  ['materials', readMaterials],
  ['order', readOrder],
  ['command_result', readCommandResult],
]);

/**
 * One entry of an event batch as the route of its type would have read it: the payload in the canonical shape, with
 * `occurred_at` where it tells no time of its own.
 */
export function readEventPayload(type: unknown, occurredAt: unknown, payload: unknown): unknown {
  const read = PAYLOAD_READERS.get(type)?.(payload) ?? payload;
  if (!isBody(read)) return read;
  const timeKey = type === 'order' ? 'device_ts' : 'timestamp';
  return absent(read[timeKey]) ? { ...read, [timeKey]: occurredAt } : read;
}
