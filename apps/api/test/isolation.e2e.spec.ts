import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENTITIES } from '@coffee/data/entities';
import { ownershipOf, scopeSql } from '@coffee/data/tenant-scope';
import { loadConfig } from '@coffee/platform/config';
import { EventStream } from '@coffee/testing/event-stream';
import { eventually } from '@coffee/testing/eventually';
import type { Reply } from '@coffee/testing/http-client';
import { startApi, type TestApi } from '@coffee/testing/stack';
import { makeWorld, orderOf, schemaOf, type World } from './isolation-world';
import { allOperations, type Operation } from './routes';

const THEIRS = 'zzcanary';
const OURS = 'ours';
const ROLES = ['admin', 'ops', 'viewer'] as const;
const TOPICS = 'devices,orders,alarms,commands,tasks';

/** What all merchants share, so that there is nothing to hide: the dictionary of materials, models, the documentation. */
const FOR_ALL = ['materials', 'device_models', 'docs'];
/** Ids that nothing has, in the shape of the ids beside them. */
const NOTHING = { text: 'never-was', number: 999_999_999, uuid: '00000000-0000-4000-8000-000000000000' };

/** By path without its prefix: bodies that a merchant's own people could send. `id` is whose id the path holds. */
function bodyOf(template: string, world: World): object | undefined {
  const bodies: Record<string, object> = {
    'users/{id}': { name: 'Changed' },
    'users/{id}/invitation': { valid_hours: 1 },
    'merchants/{id}': { name: 'Changed' },
    'locations/{id}': { name: 'Changed' },
    'devices/{id}': { alias: 'Changed' },
    'devices/{id}/commands': { type: 'sync' },
    'devices/{id}/bins/{bin_index}/bind': { material_code: 'BEAN_A', capacity: 10, unit: 'g' },
    'devices/{id}/bins/{bin_index}/refill': { amount: 1 },
    'devices/{id}/bins/{bin_index}/adjust': { remaining: 1 },
    'devices/{id}/bins/{bin_index}/waste': { amount: 1 },
    'orders/{id}/manual_refund': { reason: 'quality' },
    'orders/{id}/exception': { reason: 'other' },
    'alarms/{id}/ack': { note: 'seen' },
    'alarms/{id}/close': { note: 'seen' },
    'alarms/{id}/assign': { user_id: null },
    'alarms/{id}/comment': { text: 'seen' },
    'alarms/{id}/shelve': { until: new Date(Date.now() + 3_600_000).toISOString() },
    'recipes/{id}': schemaOf('Changed'),
    'packages/{id}/dispatch': { device_ids: [world.deviceId] },
    'packages/{id}/rollback': { device_ids: [world.deviceId] },
    'saved_views/{id}': { name: 'Changed' },
    'notification_channels/{id}': { name: 'Changed' },
    'notification_channels/{id}/secret': { grace_seconds: 0 },
  };
  return bodies[template];
}

/** What is said to whom does not hold the moment or the request. */
function settled(reply: Reply): string {
  return (
    JSON.stringify([reply.status, reply.body])
      .replace(/"request_id":"[^"]*"/g, '')
      // A link is signed anew each time.
      .replace(/expires=\d+&signature=[\w-]+/g, '')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g, 'T')
  );
}

const isWrite = ({ method }: Operation): boolean => method !== 'GET';
const parametersOf = (template: string): string[] => template.match(/\{\w+\}/g) ?? [];
const withoutPrefix = (template: string): string => template.replace('/api/v1/', '').replace(/^\//, '');

/** The path with the ids of a world; fails where a parameter has none, so that a new route cannot be forgotten. */
function pathOf(template: string, ids: World['ids']): string {
  return template.replace(/([a-z_]+)\/\{\w+\}/g, (_all, before: string) => {
    const id = ids[before];
    if (id === undefined)
      throw new Error(`${template}: makeWorld() makes nothing for what follows ${before}/`);
    return `${before}/${id}`;
  });
}

const nothingLike = (id: string | number): string | number => {
  // A bin's place on its machine is nobody's secret.
  if (typeof id === 'number') return id < 1000 ? id : NOTHING.number;
  return /^[0-9a-f-]{36}$/.test(id) ? NOTHING.uuid : NOTHING.text;
};

describe('to the people of one merchant, another', () => {
  let api: TestApi;
  let storage: string;
  let operations: Operation[];
  let ours: World;
  let theirs: World;
  /** Answers to us as they were before there was another merchant. */
  const before = new Map<string, string>();

  const people = (): Operation[] =>
    operations.filter(
      ({ isDevice, isPublic, template }) =>
        !isDevice && !isPublic && !FOR_ALL.some((shared) => withoutPrefix(template).startsWith(shared)),
    );
  /** They begin a task or hand out a file: looked into below. */
  const isExport = ({ template }: Operation): boolean => /\/export$|\.csv$|\/download$/.test(template);
  const lists = (): Operation[] =>
    people().filter(
      (operation) =>
        !isWrite(operation) &&
        !operation.isStream &&
        !isExport(operation) &&
        parametersOf(operation.template).length === 0,
    );
  const withIds = (): Operation[] =>
    people().filter(
      (operation) => !operation.isStream && parametersOf(operation.template).length > 0 && !isSelf(operation),
    );
  /** Of oneself there is no other. */
  const isSelf = ({ template }: Operation): boolean => template.startsWith('/api/v1/auth/');

  const everything = async (world: World): Promise<string> => {
    const actor = { merchantId: world.merchant.id } as Parameters<typeof scopeSql>[0];
    const owned = ENTITIES.filter((entity) => ownershipOf(entity).by !== 'everybody');
    const sums = owned.map((entity) => {
      const table = api.database.dataSource.getMetadata(entity).tableName;
      return `select '${table}' as name, md5(string_agg(t::text, '|' order by t::text)) as sum from ${table} t where ${scopeSql(actor, entity, 't')}`;
    });
    return JSON.stringify(await api.database.dataSource.query(sums.join(' union all ')));
  };

  beforeAll(async () => {
    storage = await mkdtemp(join(tmpdir(), 'isolation-'));
    const redis = new URL(loadConfig().redisUrl);
    // Of its own: events of other specs would be heard here too.
    redis.pathname = '/9';
    api = await startApi({ env: { STORAGE_DIR: storage, REDIS_URL: redis.toString() } });
    await api.database.dataSource.query(
      `insert into materials (code, name, type, unit) values ('BEAN_A', 'Beans', 'bean', 'g')`,
    );
    ours = await makeWorld(api, OURS, storage);
    operations = await allOperations(ours.clients.admin);
    for (const role of ROLES) {
      for (const { template } of lists()) {
        before.set(`${role} ${template}`, settled(await ours.clients[role].get(template)));
      }
    }
    // Their numbers are of a kind that is found nowhere else in an answer.
    await api.database.dataSource.query(
      `do $$ declare s record; begin
         for s in select sequencename as name from pg_sequences where schemaname = 'public' loop
           perform setval(s.name::regclass, 700000000 + (random() * 1000000)::integer);
         end loop; end $$`,
    );
    theirs = await makeWorld(api, THEIRS, storage);
  });
  afterAll(async () => {
    await api?.stop();
    await rm(storage, { recursive: true, force: true });
  });

  it('changes no answer of any list, sum or count by being there', async () => {
    expect(before.size).toBeGreaterThan(60);
    for (const role of ROLES) {
      for (const { template } of lists()) {
        const now = settled(await ours.clients[role].get(template));
        expect([role, template, now]).toEqual([role, template, before.get(`${role} ${template}`)]);
      }
    }
  });

  it('is no more there than what never was, on every route with an id, and stays as it is', async () => {
    const sum = await everything(theirs);
    const nothing = Object.fromEntries(Object.entries(theirs.ids).map(([key, id]) => [key, nothingLike(id)]));
    const betrayed: unknown[] = [];
    for (const role of ROLES) {
      for (const { method, template } of withIds()) {
        const ask = async (ids: World['ids']): Promise<[number, string]> => {
          const body = method === 'GET' ? undefined : bodyOf(withoutPrefix(template), ours);
          const reply = await ours.clients[role].send<Record<string, unknown>>(
            method,
            pathOf(template, ids),
            body,
          );
          const named = Object.values(ids).filter((id) => String(id).length > 3);
          return [
            reply.status,
            named.reduce<string>((text, id) => text.replaceAll(`${id}`, 'ID'), settled(reply)),
          ];
        };
        const [their, never] = [await ask(theirs.ids), await ask(nothing)];
        if (![403, 404].includes(their[0]) || their[1] !== never[1]) {
          betrayed.push([role, method, template, their[1], never[1]]);
        }
      }
    }
    expect(betrayed).toEqual([]);
    expect(await everything(theirs)).toBe(sum);
  });

  it('is no more found by a filter than what never was', async () => {
    const filters: Record<string, [string | number, string | number]> = {
      merchant_id: [theirs.merchant.id, NOTHING.number],
      device_id: [theirs.deviceId, NOTHING.text],
      location_id: [theirs.ids.locations ?? '', NOTHING.number],
      assignee_id: [theirs.ids.users ?? '', NOTHING.number],
      actor_id: [theirs.ids.users ?? '', NOTHING.number],
      order_id: [theirs.ids.orders ?? '', NOTHING.text],
      batch_id: [theirs.ids.batches ?? '', NOTHING.uuid],
      target_id: [theirs.deviceId, NOTHING.text],
      product_id: [`${THEIRS}-latte`, NOTHING.text],
      query: [THEIRS, NOTHING.text],
      q: [THEIRS, NOTHING.text],
    };
    let asked = 0;
    for (const { template, filters: known } of lists()) {
      for (const name of known.filter((filter) => filter in filters)) {
        const [their, never] = filters[name] ?? ['', ''];
        const ask = async (value: string | number) =>
          settled(await ours.clients.admin.get(`${template}?${name}=${value}`)).replaceAll(
            `${value}`,
            'VALUE',
          );
        const at = `${template}?${name}`;
        expect([at, await ask(their)]).toEqual([at, await ask(never)]);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(20);
  });

  it('is not reached by what a body names', async () => {
    const sum = await everything(theirs);
    const { ids, deviceId, merchant } = theirs;
    const bodies: [string, string, object][] = [
      [
        'POST',
        'users',
        {
          email: 'x@example.com',
          name: 'X',
          role: 'ops',
          merchant_id: merchant.id,
          password: 'Long-enough-1',
        },
      ],
      ['POST', 'locations', { name: 'X', merchant_id: merchant.id, time_zone: 'Asia/Shanghai' }],
      ['POST', 'enrolment_tokens', { merchant_id: merchant.id }],
      ['POST', 'commands/dispatch', { device_ids: [deviceId], command_type: 'sync' }],
      ['POST', 'commands/dispatch', { filter: { merchant_id: merchant.id }, command_type: 'sync' }],
      ['POST', 'commands/dispatch/preview', { device_ids: [deviceId], command_type: 'sync' }],
      ['POST', 'alarms/bulk', { ids: [ids.alarms], action: 'ack', note: 'x' }],
      [
        'POST',
        'packages',
        {
          name: 'X',
          version: '1',
          type: 'recipes',
          recipe_ids: [ids.recipes],
          compatibility: ['CoffeePro-A'],
        },
      ],
      ['POST', `packages/${ours.ids.packages}/dispatch`, { device_ids: [deviceId] }],
      ['POST', 'refills', { refills: [{ device_id: deviceId, bin_index: 0, to_full: true }] }],
      ['PATCH', `devices/${ours.deviceId}`, { location_id: ids.locations }],
      ['PATCH', `devices/${ours.deviceId}`, { merchant_id: merchant.id }],
      ['POST', `alarms/${ours.ids.alarms}/assign`, { user_id: ids.users }],
      ['PUT', 'alarm_rules', { merchant_id: merchant.id, rules: [] }],
      [
        'POST',
        'notification_channels',
        { merchant_id: merchant.id, name: 'X', type: 'email', target: 'x@example.com' },
      ],
      [
        'PATCH',
        `notification_channels/${ours.ids.notification_channels}`,
        { escalate_to: ids.notification_channels, escalate_after_minutes: 5 },
      ],
    ];
    for (const [method, path, body] of bodies) {
      const reply = await ours.clients.admin.send(method, `/api/v1/${path}`, body);
      const at = `${method} ${path} -> ${reply.status} ${JSON.stringify(reply.body)}`;
      expect([at, JSON.stringify(reply.body).replaceAll(deviceId, 'ECHO').includes(THEIRS)]).toEqual([
        at,
        false,
      ]);
      expect([at, reply.status < 500]).toEqual([at, true]);
    }
    expect(await everything(theirs)).toBe(sum);
  });

  it('is not heard on any stream, by any role', async () => {
    const streams = operations.filter(({ isStream }) => isStream).map(({ template }) => template);
    expect(streams.length).toBeGreaterThan(3);
    for (const role of ROLES) {
      const cookie = String(ours.clients[role].sessionCookie);
      const open = new Map<string, EventStream>();
      for (const template of streams) {
        const path =
          template === '/sse/stream' ? `${template}?topics=${TOPICS}` : pathOf(template, theirs.ids);
        const stream = await EventStream.open(api.url + path, { cookie });
        if (parametersOf(template).length > 0)
          expect([template, stream.response.statusCode]).toEqual([template, 404]);
        else open.set(template, stream);
      }
      await Promise.all([...open.values()].map((stream) => stream.heard('connected')));
      const n = ROLES.indexOf(role) + 10;
      // Theirs first: what came by the time that ours is heard would have come before it.
      await stir(theirs, n);
      await stir(ours, n);
      const main = open.get('/sse/stream');
      await eventually(
        'our own events are heard',
        () =>
          main?.named('order.created').some(({ data }) => data.order_id === `${OURS}-order-${n}`) ?? false,
      );
      for (const stream of open.values()) {
        expect(stream.text).not.toContain(THEIRS);
        stream.close();
      }
    }
  });

  const stir = async (world: World, n: number): Promise<void> => {
    const device = `/api/v1/devices/${world.deviceId}`;
    const { ops } = world.clients;
    const replies = [
      await world.machine.post(`${device}/status`, {
        status: n % 2 === 0 ? 'online' : 'fault',
        timestamp: new Date().toISOString(),
      }),
      await ops.post('/api/v1/commands/dispatch', {
        device_ids: [world.deviceId],
        command_type: 'sync',
        note: world.word,
      }),
      await ops.post(`/api/v1/alarms/${world.ids.alarms}/comment`, { text: world.word }),
      await world.machine.post(`${device}/orders/create`, orderOf(world.word, n)),
    ];
    expect(replies.map(({ status }) => Math.floor(status / 100))).toEqual([2, 2, 2, 2]);
  };
});
