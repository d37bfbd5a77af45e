import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DispatchAnswer, DispatchPreview } from '@coffee/contract/command-dispatch';
import type { Command } from '@coffee/contract/commands';
import { DevicePackage, Package, PackageDetail } from '@coffee/contract/packages';
import type { Recipe } from '@coffee/contract/recipes';
import type { PendingCommand } from '@coffee/device-protocol/commands';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const V1 = '/api/v1';
const digest = (algorithm: string, bytes: Buffer): string =>
  createHash(algorithm).update(bytes).digest('hex');

describe('packages', () => {
  let api: TestApi;
  let make: Factories;
  let ops: HttpClient;
  let machine: HttpClient;
  let storage: string;
  let counter = 0;

  beforeAll(async () => {
    storage = mkdtempSync(path.join(tmpdir(), 'packages-'));
    api = await startApi({
      env: {
        ENABLE_DEVICE_TOKEN: 'false',
        STORAGE_DIR: storage,
        PACKAGE_UPLOAD_MAX_MB: '2',
        PACKAGE_QUOTA_MB: '3',
      },
    });
    make = new Factories(api.database.dataSource);
    ops = new HttpClient(api.url);
    machine = new HttpClient(api.url);
    await ops.signIn((await make.user({ role: 'ops' })).email, TEST_PASSWORD);
    await api.database.dataSource.query(
      `insert into materials (code, name, type, unit) values ('WATER', 'Water', 'water', 'ml')`,
    );
    await api.database.dataSource.query(
      `insert into device_models (model, command_types) values ('Spec-NoUpgrade', '{sync}')`,
    );
  });
  afterAll(async () => {
    await api.stop();
    rmSync(storage, { recursive: true });
  });

  const published = async (): Promise<Recipe> => {
    const { data } = await ops.post<Recipe>(`${V1}/recipes`, {
      version: '1',
      name: 'Tea',
      price: 5,
      steps: [{ step_id: 1, name: 'Pour', type: 'pour', params: {} }],
      materials: [{ material_code: 'WATER', amount: 200, unit: 'ml' }],
    });
    return (await ops.post<Recipe>(`${V1}/recipes/${data.id}/publish`)).data;
  };
  const build = (body: object) => ops.post<Package>(`${V1}/packages`, { type: 'recipes', ...body });
  const newPackage = async (values: object = {}): Promise<Package> => {
    const recipe = await published();
    counter += 1;
    const reply = await build({ name: `Menu ${counter}`, version: '1', recipe_ids: [recipe.id], ...values });
    expect([reply.status, reply.body.error]).toEqual([201, undefined]);
    return reply.data;
  };
  const upload = async (fields: Record<string, string>, bytes: Buffer | null, name = 'fw.bin') => {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) form.set(key, value);
    if (bytes) form.set('file', new Blob([new Uint8Array(bytes)]), name);
    const token = (await ops.get<{ csrf_token: string }>(`${V1}/auth/me`)).data.csrf_token;
    const answer = await fetch(`${api.url}${V1}/packages`, {
      method: 'POST',
      body: form,
      headers: { cookie: String(ops.sessionCookie), 'x-csrf-token': token },
    });
    const body = (await answer.json()) as { data: Package; error?: { code: string; details?: object } };
    return { status: answer.status, ...body };
  };
  const bytesOf = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());
  const poll = async (id: string): Promise<PendingCommand[]> =>
    (await machine.get<PendingCommand[]>(`${V1}/devices/${id}/commands/pending`)).data;
  const answer = (id: string, command_id: string, status: string, more: object = {}) =>
    machine.post(`${V1}/devices/${id}/command_result`, { command_id, status, ...more });
  const install = async (id: string, status = 'success', more: object = {}): Promise<PendingCommand> => {
    const [command] = await poll(id);
    if (!command) throw new Error('no command');
    await answer(id, command.command_id, status, more);
    return command;
  };
  const newDevice = async (model = 'CoffeePro-A'): Promise<string> => (await make.device({ model })).deviceId;
  const dispatch = (packageId: string, device_ids: string[]) =>
    ops.post<DispatchAnswer>(`${V1}/packages/${packageId}/dispatch`, { device_ids });
  const detail = async (packageId: string): Promise<PackageDetail> =>
    (await ops.get<PackageDetail>(`${V1}/packages/${packageId}`)).data;
  const drift = async (query = ''): Promise<DevicePackage[]> =>
    (await ops.get<{ items: DevicePackage[] }>(`${V1}/packages/drift?page_size=200${query}`)).data.items;

  it('built twice from the same recipes are the same file, byte for byte', async () => {
    const recipes = [await published(), await published()];
    const ids = recipes.map(({ id }) => id);
    const first = await build({ name: 'Twice', version: '1.0', recipe_ids: ids });
    const other = await build({ name: 'Other name', version: '1.0', recipe_ids: [...ids].reverse() });
    expect(misfits(Package, first.data)).toEqual([]);
    const [left, right] = [await bytesOf(first.data.package_url), await bytesOf(other.data.package_url)];
    expect(left.equals(right)).toBe(true);
    expect(first.data).toMatchObject({
      size: left.length,
      md5: digest('md5', left),
      sha256: digest('sha256', left),
      manifest: { materials: ['WATER'] },
    });
    expect(other.data.package_id).not.toBe(first.data.package_id);
    expect(JSON.parse(left.toString())).toMatchObject({ created_at: recipes[1]?.published_at });
    const again = await build({ name: 'Twice', version: '1.0', recipe_ids: ids });
    expect([again.status, again.data.package_id]).toEqual([201, first.data.package_id]);
    const changed = await build({ name: 'Twice', version: '1.0', recipe_ids: ids.slice(1) });
    expect([changed.status, changed.body.error?.code]).toEqual([409, 'CONFLICT']);
  });

  it('take published recipes alone, one version of each product', async () => {
    const recipe = await published();
    const draft = (await ops.post<Recipe>(`${V1}/recipes/${recipe.id}/new_version`)).data;
    const refused = await build({ name: 'X', version: '1', recipe_ids: [recipe.id, draft.id, 999_999] });
    expect(refused.status).toBe(422);
    expect(refused.body.error?.details?.validation_errors).toMatchObject([
      { field: 'recipe_ids.1', rule: 'published' },
      { field: 'recipe_ids.2', rule: 'exists' },
    ]);
    await ops.post(`${V1}/recipes/${draft.id}/publish`);
    const double = await build({ name: 'X', version: '1', recipe_ids: [recipe.id, draft.id] });
    expect(double.body.error?.details?.validation_errors).toMatchObject([
      { field: 'recipe_ids.1', rule: 'unique' },
    ]);
    const odd = await build({ name: 'X', version: '1/2', recipe_ids: [] });
    expect(odd.body.error?.code).toBe('VALIDATION_ERROR');
    expect((await ops.get(`${V1}/packages/not-a-uuid`)).status).toBe(400);
  });

  it('are the same list under recipes', async () => {
    await newPackage();
    const list = async (route: string) =>
      (await ops.get<{ items: Package[] }>(`${V1}/${route}?type=recipes`)).data.items.map(
        (each) => each.package_id,
      );
    expect(await list('recipes/packages')).toEqual(await list('packages'));
  });

  it('go to machines as an upgrade with everything that a kiosk needs', async () => {
    const made = await newPackage();
    const id = await newDevice();
    const sent = await dispatch(made.package_id, [id]);
    expect([sent.status, sent.data.commands_created]).toEqual([201, 1]);
    const command = await install(id);
    expect(command).toMatchObject({
      type: 'upgrade',
      payload: {
        package_id: made.package_id,
        package_type: 'recipes',
        package_hash: made.md5,
        sha256: made.sha256,
        version: '1',
      },
    });
    const { package_url: url } = command.payload as { package_url: string };
    expect(new URL(url).searchParams.get('device')).toBe(id);
    expect(digest('md5', await bytesOf(url))).toBe(made.md5);
    expect(misfits(PackageDetail, await detail(made.package_id))).toEqual([]);
    expect((await detail(made.package_id)).coverage).toEqual({ installed: 1, pending: 0, failed: 0 });
  });

  it('skip machines that have them, that cannot take them and that they are not for', async () => {
    const made = await newPackage({ compatibility: ['CoffeePro-A'] });
    const [has, other, deaf] = [
      await newDevice(),
      await newDevice('CoffeePro-B'),
      await newDevice('Spec-NoUpgrade'),
    ];
    await dispatch(made.package_id, [has]);
    await install(has);
    const wanted = {
      device_ids: [has, other, deaf],
      command_type: 'upgrade',
      payload: { package_id: made.package_id },
    };
    const skipped = [
      { device_id: has, reason: 'already_current' },
      { device_id: other, reason: 'unsupported_by_model' },
      { device_id: deaf, reason: 'unsupported_by_model' },
    ];
    expect((await ops.post<DispatchPreview>(`${V1}/commands/dispatch/preview`, wanted)).data).toMatchObject({
      total: 0,
      skipped,
    });
    expect((await dispatch(made.package_id, [has, other, deaf])).data).toMatchObject({
      commands_created: 0,
      skipped,
    });
    const single = await ops.post<Command>(`${V1}/devices/${other}/commands`, {
      type: 'upgrade',
      payload: { package_id: made.package_id },
    });
    expect(single.data).toMatchObject({
      status: 'unsupported',
      last_error: expect.stringContaining('CoffeePro-A'),
    });
    const unknown = await ops.post(`${V1}/devices/${has}/commands`, {
      type: 'upgrade',
      payload: { package_id: '00000000-0000-4000-8000-000000000000' },
    });
    expect([unknown.status, unknown.body.error?.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('show what machines have against what they should, and roll back to the one before', async () => {
    const first = await newPackage({ name: 'House', version: '1' });
    const second = await newPackage({ name: 'House', version: '2' });
    const [good, bad, slow] = [await newDevice(), await newDevice(), await newDevice()];
    const all = [good, bad, slow];
    await dispatch(first.package_id, all);
    for (const id of all) await install(id);
    expect((await drift()).filter(({ device_id }) => all.includes(device_id))).toEqual([]);

    await dispatch(second.package_id, all);
    await install(good);
    await install(bad, 'fail', { error_message: 'Package hash does not match' });
    expect((await detail(second.package_id)).coverage).toEqual({ installed: 1, pending: 1, failed: 1 });
    const rows = (await drift()).filter(({ device_id }) => all.includes(device_id));
    for (const row of rows) expect(misfits(DevicePackage, row)).toEqual([]);
    expect(rows).toMatchObject([
      {
        device_id: bad,
        state: 'failed',
        installed: { version: '1' },
        intended: { version: '2' },
        last_error: 'Package hash does not match',
      },
      { device_id: slow, state: 'pending', installed: { version: '1' }, intended: { version: '2' } },
    ]);
    expect((await drift('&state=failed&query=' + bad)).map(({ device_id }) => device_id)).toEqual([bad]);

    expect((await detail(second.package_id)).previous).toMatchObject({ package_id: first.package_id });
    const back = await ops.post<DispatchAnswer>(`${V1}/packages/${second.package_id}/rollback`, {
      note: 'back',
    });
    // The machine that never took the second has the first; the one that still may take it must be told again.
    expect(back.data).toMatchObject({
      commands_created: 2,
      skipped: [{ device_id: bad, reason: 'already_current' }],
    });
    expect((await install(slow)).payload).toMatchObject({ version: '2' });
    for (const id of [good, slow]) expect((await install(id)).payload).toMatchObject({ version: '1' });
    expect((await drift()).filter(({ device_id }) => all.includes(device_id))).toEqual([]);
    expect((await detail(first.package_id)).coverage).toEqual({ installed: 3, pending: 0, failed: 0 });
    const none = await ops.post(`${V1}/packages/${first.package_id}/rollback`, {});
    expect([none.status, none.body.error?.code]).toEqual([409, 'CONFLICT']);
  });

  it('that were sent earlier never cover later ones, however late their result comes', async () => {
    const [early, late] = [await newPackage(), await newPackage()];
    const id = await newDevice();
    await dispatch(early.package_id, [id]);
    const [first] = await poll(id);
    await api.database.dataSource.query(
      `update commands set status = 'fail', lease_until = null where command_id = $1`,
      [first?.command_id],
    );
    await dispatch(late.package_id, [id]);
    await install(id);
    expect((await answer(id, String(first?.command_id), 'success')).status).toBe(200);
    expect((await detail(late.package_id)).coverage.installed).toBe(1);
    expect((await detail(early.package_id)).coverage.installed).toBe(0);
    expect(await drift(`&query=${id}`)).toEqual([]);
  });

  it('are no drift where they were called back', async () => {
    const made = await newPackage();
    const id = await newDevice();
    const { batch_id } = (await dispatch(made.package_id, [id])).data;
    expect((await drift(`&query=${id}`)).map(({ state }) => state)).toEqual(['pending']);
    await ops.post(`${V1}/commands/batches/${batch_id}/cancel`, {});
    expect(await drift(`&query=${id}`)).toEqual([]);
    expect((await drift(`&query=${id}&state=canceled`)).map(({ device_id }) => device_id)).toEqual([id]);
  });

  it('come in ranges, resume, and are not sent again to who has them', async () => {
    const made = await newPackage();
    const whole = await bytesOf(made.package_url);
    const get = (headers: Record<string, string>, method = 'GET') =>
      fetch(made.package_url, { method, headers, redirect: 'error' });
    const full = await get({});
    expect(Object.fromEntries(full.headers)).toMatchObject({
      'content-length': String(whole.length),
      'content-type': 'application/json; charset=utf-8',
      etag: `"${made.sha256}"`,
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
    });
    const part = await get({ range: 'bytes=10-', 'if-range': `"${made.sha256}"` });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 10-${whole.length - 1}/${whole.length}`,
    ]);
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(10))).toBe(true);
    expect((await get({ range: 'bytes=0-4', 'if-range': '"other"' })).status).toBe(200);
    const beyond = await get({ range: `bytes=${whole.length}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
    const known = await get({ 'if-none-match': `"${made.sha256}"` });
    expect([known.status, await known.text()]).toEqual([304, '']);
    const head = await get({}, 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(whole.length),
      '',
    ]);
  });

  it('are uploaded through to disk under a random name, and come back as they were', async () => {
    const bytes = Buffer.concat([Buffer.from('1f8b', 'hex'), randomBytes(1_500_000)]);
    const made = await upload(
      { name: 'Firmware', version: '2.5.0', type: 'firmware', compatibility: 'A,B' },
      bytes,
      '../../固件"\r\n.bin',
    );
    expect([made.status, misfits(Package, made.data)]).toEqual([201, []]);
    expect(made.data).toMatchObject({
      size: bytes.length,
      md5: digest('md5', bytes),
      compatibility: ['A', 'B'],
      manifest: { format: 'gzip', file_name: expect.stringMatching(/^固件/) },
    });
    expect((await bytesOf(made.data.package_url)).equals(bytes)).toBe(true);
    const tail = await fetch(made.data.package_url, { headers: { range: 'bytes=-1000' } });
    expect(Buffer.from(await tail.arrayBuffer()).equals(bytes.subarray(-1000))).toBe(true);
    expect(tail.headers.get('content-disposition')).not.toMatch(/\.\.|[\r\n]/);
    const files = await readdir(path.join(storage, 'packages'));
    expect(files).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });

  it('are refused when they are no such file, too large, or too much, and leave nothing on disk', async () => {
    const before = await readdir(path.join(storage, 'packages'));
    const fields = { name: 'Bad', version: '1', type: 'firmware' };
    const gzip = (size: number) => Buffer.concat([Buffer.from('1f8b', 'hex'), randomBytes(size)]);
    expect(await upload(fields, Buffer.from('<html>no firmware</html>'))).toMatchObject({
      status: 422,
      error: { details: { validation_errors: [{ field: 'file', rule: 'format' }] } },
    });
    expect(await upload(fields, null)).toMatchObject({ status: 422 });
    expect(await upload({ ...fields, version: 'a b' }, gzip(10))).toMatchObject({ status: 422 });
    expect(await upload(fields, gzip(2 * 1024 * 1024))).toMatchObject({
      status: 413,
      error: { code: 'PAYLOAD_TOO_LARGE', details: { max_bytes: 2 * 1024 * 1024 } },
    });
    // 1.5 of 3 MB are taken by the spec before.
    expect(await upload(fields, gzip(1_900_000))).toMatchObject({
      status: 413,
      error: { details: { quota_bytes: 3 * 1024 * 1024 } },
    });
    expect(await readdir(path.join(storage, 'packages'))).toEqual(before);
  });

  it('never change', async () => {
    const { package_id } = await newPackage();
    await expect(
      api.database.dataSource.query(`update packages set md5 = '' where package_id = $1`, [package_id]),
    ).rejects.toThrow('append-only');
  });
});
