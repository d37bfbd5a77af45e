import { BatchDetail, CommandBatch } from '@coffee/contract/command-batches';
import { DispatchAnswer, DispatchPreview } from '@coffee/contract/command-dispatch';
import { Command, SyncStateAnswer } from '@coffee/contract/commands';
import { PendingCommand } from '@coffee/device-protocol/commands';
import { eventually } from '@coffee/testing/eventually';
import { EventStream } from '@coffee/testing/event-stream';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const V1 = '/api/v1';
const HOUR_AHEAD = `now() + interval '1 hour'`;

describe('commands', () => {
  let api: TestApi;
  let machine: HttpClient;
  let admin: HttpClient;
  let viewer: HttpClient;
  let make: Factories;

  beforeAll(async () => {
    api = await startApi({ worker: true, env: { DEVICE_RATE_PER_MINUTE: '100000' } });
    make = new Factories(api.database.dataSource);
    machine = new HttpClient(api.url);
    admin = await signIn('admin');
    viewer = await signIn('viewer');
    await api.database.dataSource.query(
      `insert into device_models (model, command_types) values ('Spec-NoDoor', '{sync,restart,make_product}')`,
    );
  });
  afterAll(() => api.stop());

  async function signIn(role: 'admin' | 'viewer', merchantId: number | null = null): Promise<HttpClient> {
    const client = new HttpClient(api.url);
    const user = await make.user({ role, merchantId });
    await client.signIn(user.email, TEST_PASSWORD);
    return client;
  }
  const newDevice = async (model = 'CoffeePro-A'): Promise<string> => (await make.device({ model })).deviceId;
  const send = (id: string, type: string, payload?: object, headers: Record<string, string> = {}) =>
    admin.post<Command>(`${V1}/devices/${id}/commands`, { type, ...(payload ? { payload } : {}) }, headers);
  const poll = async (id: string, wait = 0): Promise<PendingCommand[]> =>
    (await machine.get<PendingCommand[]>(`${V1}/devices/${id}/commands/pending?wait=${wait}`)).data;
  const answer = (id: string, command_id: string, status: string, more: object = {}) =>
    machine.post(`${V1}/devices/${id}/command_result`, { command_id, status, ...more });
  const latest = async (id: string): Promise<Command> => {
    const [command] = (await admin.get<Command[]>(`${V1}/devices/${id}/commands?limit=1`)).data;
    if (!command) throw new Error('no command');
    return command;
  };
  /** At once, so that one sweep sees all of them. */
  const endLeases = (...commandIds: string[]) =>
    api.database.dataSource.query(
      `update commands set lease_until = now() - interval '1 s' where command_id = any($1)`,
      [commandIds],
    );
  const order = (id: string, order_id: string) =>
    machine.post(`${V1}/devices/${id}/orders/create`, {
      order_id,
      device_ts: new Date().toISOString(),
      items: [{ product_id: 'latte', name: 'Latte', qty: 1, unit_price: 10 }],
      total_price: 10,
      payment_method: 'wechat',
      payment_status: 'paid',
    });

  it('wakes the waiting poll at once and follows the command to its result', async () => {
    const id = await newDevice();
    const waiting = poll(id, 20);
    await eventually('the poll waits', async () => (await poll(await newDevice())).length === 0);
    const sentAt = Date.now();
    const created = await send(id, 'open_door');
    expect(created.status).toBe(201);
    expect(misfits(Command, created.data)).toEqual([]);
    const [handed] = await waiting;
    expect(Date.now() - sentAt).toBeLessThan(2_000);
    expect(handed && misfits(PendingCommand, handed)).toEqual([]);
    expect(handed).toMatchObject({
      command_id: created.data.command_id,
      type: 'open_door',
      payload: { duration_seconds: 60 },
      attempts: 1,
      max_attempts: 5,
    });
    expect(await poll(id)).toEqual([]);
    const ack = await machine.post(`${V1}/devices/${id}/commands/${created.data.command_id}/ack`, {});
    expect(ack.data).toMatchObject({ status: 'acknowledged', type: 'open_door' });
    const told = await answer(id, created.data.command_id, 'success', { result_payload: { door: 'open' } });
    expect([told.status, told.body.message]).toEqual([200, 'Result recorded']);
    expect((await answer(id, created.data.command_id, 'success')).status).toBe(200);
    expect(await latest(id)).toMatchObject({ status: 'success', late: false, result: { door: 'open' } });
  });

  it('tells a heartbeat how many commands wait', async () => {
    const id = await newDevice();
    await send(id, 'sync');
    await send(id, 'sync');
    const beat = async () =>
      (
        await machine.post(`${V1}/devices/${id}/status`, {
          status: 'online',
          timestamp: new Date().toISOString(),
        })
      ).data['pending_commands'];
    expect(await beat()).toBe(2);
    expect(await poll(id)).toHaveLength(2);
    expect(await beat()).toBe(0);
  });

  it('hands out what may be repeated again when the lease is over, and never a coffee twice', async () => {
    const id = await newDevice();
    const sync = (await send(id, 'sync')).data;
    const coffee = (await send(id, 'make_product', { recipe_id: 'latte' })).data;
    expect((await poll(id)).map((command) => command.command_id)).toEqual([
      sync.command_id,
      coffee.command_id,
    ]);
    await endLeases(sync.command_id, coffee.command_id);
    const again = await poll(id, 20);
    expect(again).toMatchObject([{ command_id: sync.command_id, attempts: 2 }]);
    expect(await latest(id)).toMatchObject({
      type: 'make_product',
      status: 'fail',
      last_error: 'no result',
      last_error_code: 'no_result',
    });
    expect(await poll(id)).toEqual([]);
    expect((await answer(id, coffee.command_id, 'success')).status).toBe(200);
    expect(await latest(id)).toMatchObject({
      status: 'success',
      late: true,
      last_error: null,
      last_error_code: null,
    });
  });

  it('holds what would interrupt a paid cup, says why, and lets it go when the cup is done', async () => {
    const id = await newDevice();
    expect((await order(id, 'CUP-1')).status).toBe(201);
    await send(id, 'restart');
    expect(await poll(id)).toEqual([]);
    expect(await latest(id)).toMatchObject({ status: 'queued', held_for: 'paid_order' });
    const waiting = poll(id, 20);
    const done = await machine.post(`${V1}/devices/${id}/orders/CUP-1/status`, {
      status: 'completed',
      timestamp: new Date().toISOString(),
    });
    expect(done.status).toBe(200);
    expect(await waiting).toMatchObject([{ type: 'restart' }]);
  });

  it('gives a machine one exclusive command at a time, oldest first', async () => {
    const id = await newDevice();
    await send(id, 'restart', { reason: 'one' });
    await send(id, 'restart', { reason: 'two' });
    const [first, ...rest] = await poll(id);
    expect([first?.payload, rest]).toEqual([{ reason: 'one' }, []]);
    expect(await latest(id)).toMatchObject({ held_for: 'busy' });
    await answer(id, String(first?.command_id), 'success');
    expect(await poll(id)).toMatchObject([{ payload: { reason: 'two' } }]);
  });

  it('ends a command at once that the model does not support', async () => {
    const id = await newDevice('Spec-NoDoor');
    const { data } = await send(id, 'open_door');
    expect(data).toMatchObject({
      status: 'unsupported',
      last_error: 'Spec-NoDoor does not support open_door',
      last_error_code: 'unsupported_by_model',
    });
    expect(await poll(id)).toEqual([]);
  });

  it('checks payloads by type, and knows no package yet', async () => {
    const id = await newDevice();
    expect((await send(id, 'make_product', {})).body.error).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { validation_errors: [{ field: 'payload.recipe_id' }] },
    });
    expect((await send(id, 'sync', { more: 1 })).status).toBe(422);
    const upgrade = await send(id, 'upgrade', { package_id: '0c0f6a52-1f0e-4a55-9d43-2f4c1a2b3c4d' });
    expect([upgrade.status, upgrade.body.error?.code]).toEqual([404, 'NOT_FOUND']);
    expect(upgrade.body.error?.message).toContain('0c0f6a52');
  });

  it('answers the first answer again for the same key, and refuses it for another request', async () => {
    const id = await newDevice();
    const headers = { 'idempotency-key': `key-${id}` };
    const twice = await Promise.all([
      send(id, 'sync', undefined, headers),
      send(id, 'sync', undefined, headers),
    ]);
    expect(new Set(twice.map((reply) => reply.data.command_id)).size).toBe(1);
    const other = await send(id, 'restart', undefined, headers);
    expect([other.status, other.body.error?.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('takes the order of keys in a body for nothing, and a key of another machine for another', async () => {
    const [one, other] = [await newDevice(), await newDevice()];
    const headers = { 'idempotency-key': `shared-${one}` };
    const post = (id: string, body: object) =>
      admin.post<Command>(`${V1}/devices/${id}/commands`, body, headers);
    const first = await post(one, { type: 'restart', payload: { reason: 'x' }, max_attempts: 2 });
    const again = await post(one, { max_attempts: 2, payload: { reason: 'x' }, type: 'restart' });
    expect([again.status, again.data.command_id]).toEqual([201, first.data.command_id]);
    const changed = await post(one, { type: 'restart', payload: { reason: 'y' }, max_attempts: 2 });
    expect([changed.status, changed.body.error?.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await post(other, { type: 'sync' })).status).toBe(201);
    expect((await post(one, { type: 'sync' })).status).toBe(409);
  });

  it('answers 404 for a command of another machine', async () => {
    const [mine, theirs] = [await newDevice(), await newDevice()];
    const { data } = await send(theirs, 'sync');
    await poll(theirs);
    expect((await answer(mine, data.command_id, 'success')).status).toBe(404);
    expect((await machine.post(`${V1}/devices/${mine}/commands/${data.command_id}/ack`, {})).status).toBe(
      404,
    );
  });

  it('asks for the state of a machine', async () => {
    const reply = await admin.post(`${V1}/devices/${await newDevice()}/sync_state`, {});
    expect([reply.status, misfits(SyncStateAnswer, reply.data)]).toEqual([201, []]);
  });

  it('refuses viewers and other merchants', async () => {
    const theirs = await make.device({ merchantId: (await make.merchant()).id });
    const bound = await signIn('admin', (await make.merchant()).id);
    expect((await viewer.post(`${V1}/devices/${theirs.deviceId}/commands`, { type: 'sync' })).status).toBe(
      403,
    );
    expect((await bound.post(`${V1}/devices/${theirs.deviceId}/commands`, { type: 'sync' })).status).toBe(
      404,
    );
    const reply = await bound.post<DispatchAnswer>(`${V1}/commands/dispatch`, {
      device_ids: [theirs.deviceId],
      command_type: 'sync',
    });
    expect(reply.data).toMatchObject({
      commands_created: 0,
      skipped: [{ device_id: theirs.deviceId, reason: 'unknown_device' }],
    });
  });

  describe('to many machines', () => {
    const dispatch = (body: object, headers: Record<string, string> = {}) =>
      admin.post<DispatchAnswer>(`${V1}/commands/dispatch`, body, headers);
    const detail = async (id: string, query = ''): Promise<BatchDetail> =>
      (await admin.get<BatchDetail>(`${V1}/commands/batches/${id}${query}`)).data;
    /** So many machines that bear their common name as a tag. */
    const newFleet = async (name: string, count: number): Promise<string[]> => {
      const rows = (await api.database.dataSource.query(
        `with d as (insert into devices (device_id, model, tags)
           select $1 || '-' || n, 'CoffeePro-A', array[$1] from generate_series(1, $2::integer) n returning device_id)
         insert into device_states (device_id) select device_id from d returning device_id`,
        [name, count],
      )) as { device_id: string }[];
      return rows.map((row) => row.device_id);
    };
    const recount = async (id: string): Promise<Record<string, number>> => {
      const rows = (await api.database.dataSource.query(
        `select status, count(*)::integer as n from commands where batch_id = $1 and not superseded group by status`,
        [id],
      )) as { status: string; n: number }[];
      return Object.fromEntries(rows.map((row) => [row.status, row.n]));
    };

    it('previews who gets it and why others do not', async () => {
      const [good, noDoor] = [await newDevice(), await newDevice('Spec-NoDoor')];
      const suspended = (await make.device({ lifecycle: 'suspended' })).deviceId;
      const body = {
        device_ids: [good, good, noDoor, suspended, 'NOBODY'],
        command_type: 'open_door',
      };
      const { status, data } = await admin.post<DispatchPreview>(`${V1}/commands/dispatch/preview`, body);
      expect([status, misfits(DispatchPreview, data)]).toEqual([200, []]);
      expect(data).toMatchObject({ total: 1, devices: [{ device_id: good }], skipped_total: 4 });
      expect(data.skipped).toEqual([
        { device_id: good, reason: 'duplicate' },
        { device_id: noDoor, reason: 'unsupported_by_model' },
        { device_id: suspended, reason: 'suspended' },
        { device_id: 'NOBODY', reason: 'unknown_device' },
      ]);
      expect((await dispatch({ command_type: 'sync' })).status).toBe(422);
    });

    it('carries 1,000 machines to their results with counters that equal a recount', async () => {
      const ids = await newFleet('MANY', 1000);
      const { data, status } = await dispatch({
        filter: { tag: ['MANY'] },
        command_type: 'sync',
        note: 'all',
      });
      expect([status, data.commands_created, misfits(DispatchAnswer, data)]).toEqual([201, 1000, []]);
      const stream = await EventStream.open(`${api.url}/sse/dispatch/${data.batch_id}`, {
        cookie: String(admin.sessionCookie),
      });
      const simulate = async (id: string, index: number): Promise<void> => {
        const [command] = await poll(id);
        if (!command || index % 10 === 0) return;
        const failed = index % 7 === 0;
        await answer(
          id,
          command.command_id,
          failed ? 'fail' : 'success',
          failed ? { error_message: 'dry' } : {},
        );
      };
      for (let at = 0; at < ids.length; at += 20) {
        await Promise.all(ids.slice(at, at + 20).map((id, n) => simulate(id, at + n)));
      }
      const { batch, failures, commands, pagination } = await detail(
        data.batch_id,
        '?status=fail&page_size=5',
      );
      expect(misfits(CommandBatch, batch)).toEqual([]);
      const { total, ...stats } = batch.stats;
      const counted = await recount(data.batch_id);
      expect(Object.fromEntries(Object.entries(stats).filter(([, n]) => n > 0))).toEqual(counted);
      expect([total, batch.status, stats.sent]).toEqual([1000, 'running', 100]);
      expect(failures).toEqual([{ status: 'fail', reason: 'dry', code: null, count: stats.fail }]);
      expect([commands.length, pagination.total]).toEqual([5, stats.fail]);
      await eventually('the browser hears of the progress', () =>
        stream.events.some(
          ({ event, data: told }) => event === 'batch.progress' && told['batch_id'] === data.batch_id,
        ),
      );
      stream.close();

      const retried = await admin.post(`${V1}/commands/batches/${data.batch_id}/retry`, {});
      expect(retried.data).toMatchObject({ retried: stats.fail });
      const canceled = await admin.post<CommandBatch>(`${V1}/commands/batches/${data.batch_id}/cancel`, {});
      expect(canceled.data).toMatchObject({
        status: 'canceled',
        stats: { canceled: stats.fail, sent: 100, fail: 0 },
      });
      expect((await recount(data.batch_id))['canceled']).toBe(stats.fail);
    });

    it('hands out nothing of a paused batch, and goes on when it is resumed', async () => {
      const id = await newDevice();
      const { data } = await dispatch({ device_ids: [id], command_type: 'sync' });
      const act = (verb: string) =>
        admin.post<CommandBatch>(`${V1}/commands/batches/${data.batch_id}/${verb}`, {});
      expect((await act('pause')).data).toMatchObject({ status: 'paused', paused_reason: null, pause: null });
      expect(await poll(id)).toEqual([]);
      expect(await latest(id)).toMatchObject({ held_for: 'paused' });
      const waiting = poll(id, 20);
      expect((await act('resume')).data.status).toBe('running');
      const [command] = await waiting;
      await answer(id, String(command?.command_id), 'success');
      expect((await detail(data.batch_id)).batch).toMatchObject({
        status: 'completed',
        stats: { success: 1 },
      });
      expect((await act('pause')).status).toBe(409);
    });

    it('lets a rollout go stage by stage and stops it at the failure limit', async () => {
      const ids = await Promise.all(Array.from({ length: 10 }, () => newDevice()));
      const rollout = {
        stages: [
          { percent: 50, success_percent: 100, bake_seconds: 0 },
          { percent: 100, success_percent: 0, bake_seconds: 0 },
        ],
        max_failure_percent: 40,
        min_sample: 2,
      };
      const { data } = await dispatch({ device_ids: ids, command_type: 'sync', rollout });
      expect((await detail(data.batch_id)).batch).toMatchObject({
        stage: 0,
        stats: { queued: 5, pending: 5 },
      });
      const out = (await Promise.all(ids.map(async (id) => ({ id, commands: await poll(id) })))).filter(
        ({ commands }) => commands.length > 0,
      );
      expect(out).toHaveLength(5);
      for (const { id, commands } of out.slice(0, 2))
        await answer(id, String(commands[0]?.command_id), 'fail');
      const { batch } = await detail(data.batch_id);
      expect(misfits(CommandBatch, batch)).toEqual([]);
      expect(batch).toMatchObject({
        status: 'paused',
        paused_reason: '2 of 2 failed, more than 40 %',
        pause: { code: 'failure_limit', failed: 2, outcomes: 2, max_failure_percent: 40 },
      });
      await admin.post(`${V1}/commands/batches/${data.batch_id}/resume`, {});
      expect((await detail(data.batch_id)).batch.status).toBe('running');
    });

    it('stops a failing command by itself long before 500 machines have it, and says why', async () => {
      await newFleet('FAILING', 500);
      const { data } = await dispatch({
        filter: { tag: ['FAILING'] },
        command_type: 'set_params',
        payload: { params: { grind: 11 } },
        rollout: {
          stages: [
            { percent: 20, success_percent: 90, bake_seconds: 0 },
            { percent: 100, success_percent: 0, bake_seconds: 0 },
          ],
          max_failure_percent: 10,
          min_sample: 20,
        },
      });
      expect(data.commands_created).toBe(500);
      let told = 0;
      for (let n = 1; n <= 500; n += 1) {
        const [command] = await poll(`FAILING-${n}`);
        if (!command) continue;
        told += 1;
        await answer(`FAILING-${n}`, command.command_id, 'fail', { error_message: 'E07 grinder' });
      }
      expect(told).toBe(20);
      const { batch, failures } = await detail(data.batch_id);
      expect(batch).toMatchObject({
        status: 'paused',
        paused_reason: '20 of 20 failed, more than 10 %',
        pause: { code: 'failure_limit', failed: 20, outcomes: 20, max_failure_percent: 10 },
        stats: { total: 500, fail: 20, queued: 80, pending: 400 },
      });
      expect(failures).toEqual([{ status: 'fail', reason: 'E07 grinder', code: null, count: 20 }]);
      expect(batch.stats).toMatchObject(await recount(data.batch_id));
    });

    it('dispatches and retries once per key, also when two equal requests come at once', async () => {
      const id = await newDevice();
      const headers = { 'idempotency-key': `dispatch-${id}` };
      const body = { device_ids: [id], command_type: 'sync' };
      const [one, two] = await Promise.all([dispatch(body, headers), dispatch(body, headers)]);
      expect([one.status, two.status, two.data]).toEqual([201, 201, one.data]);
      expect((await dispatch({ ...body, note: 'more' }, headers)).body.error?.code).toBe(
        'IDEMPOTENCY_KEY_REUSED',
      );
      const [command] = await poll(id);
      await answer(id, String(command?.command_id), 'fail');
      const retry = (more: object = {}) =>
        admin.post(`${V1}/commands/batches/${one.data.batch_id}/retry`, more, headers);
      const [first, second] = await Promise.all([retry(), retry()]);
      expect([first.data, second.data]).toEqual([first.data, first.data]);
      expect(first.data).toMatchObject({ retried: 1 });
      expect(await poll(id)).toHaveLength(1);
      expect((await retry({ device_ids: [id] })).status).toBe(409);
    });

    it('lists batches by state, type and time, newest first, page by page', async () => {
      const device_ids = [await newDevice()];
      const since = new Date().toISOString();
      const made: string[] = [];
      for (const command_type of ['sync', 'restart', 'sync', 'sync'])
        made.unshift((await dispatch({ device_ids, command_type })).data.batch_id);
      await admin.post(`${V1}/commands/batches/${made[0]}/pause`, {});
      type Batches = { items: CommandBatch[]; pagination: { next_cursor: string | null } };
      const list = async (query: string): Promise<Batches> =>
        (await admin.get<Batches>(`${V1}/commands/batches?from=${since}&${query}`)).data;
      const ids = ({ items }: Batches) => items.map(({ batch_id }) => batch_id);
      expect(ids(await list(''))).toEqual(made);
      expect(ids(await list('sort=created_at'))).toEqual([...made].reverse());
      expect(ids(await list('status=paused'))).toEqual([made[0]]);
      expect(ids(await list('command_type=restart'))).toEqual([made[2]]);
      expect(ids(await list('status=running,paused&command_type=sync'))).toEqual([made[0], made[1], made[3]]);
      const first = await list('page_size=3');
      expect(ids(first)).toEqual(made.slice(0, 3));
      const next = await list(`page_size=3&cursor=${String(first.pagination.next_cursor)}`);
      expect([ids(next), next.pagination.next_cursor]).toEqual([[made[3]], null]);
      expect((await admin.get(`${V1}/commands/batches?status=nothing`)).status).toBe(400);
      expect((await admin.get(`${V1}/commands/batches?sort=note`)).status).toBe(400);
    });

    it('expires what nobody fetched', async () => {
      const id = await newDevice();
      const { data } = await dispatch({ device_ids: [id], command_type: 'sync', ttl_seconds: 30 });
      expect((await latest(id)).expires_at < new Date(Date.now() + 60_000).toISOString()).toBe(true);
      await api.database.dataSource.query(`update commands set expires_at = now() where batch_id = $1`, [
        data.batch_id,
      ]);
      expect(await poll(id)).toEqual([]);
      await eventually('the sweep', async () => (await latest(id)).status === 'expired', 15_000);
      expect((await detail(data.batch_id)).batch).toMatchObject({
        status: 'completed',
        stats: { expired: 1 },
      });
      await api.database.dataSource.query(
        `update commands set expires_at = ${HOUR_AHEAD}, created_at = now() where batch_id = $1`,
        [data.batch_id],
      );
      await admin.post(`${V1}/commands/batches/${data.batch_id}/retry`, { device_ids: [id] });
      expect(await poll(id)).toHaveLength(1);
    });
  });
});
