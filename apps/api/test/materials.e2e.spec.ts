import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportAnswer, Material, MaterialUsage } from '@coffee/contract/materials';
import type { Page } from '@coffee/contract/paging';
import type { Task } from '@coffee/contract/tasks';
import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';
import { Workbook } from 'exceljs';

const MATERIALS = '/api/v1/materials';
const CSV = { 'content-type': 'text/csv' };
const BEANS = { code: 'BEAN_A', name: 'Arabica', type: 'bean', unit: 'g' };

describe('materials', () => {
  let api: TestApi;
  let storage: string;
  const people: Record<'ops' | 'viewer' | 'bound', HttpClient> = {} as never;

  beforeAll(async () => {
    storage = await mkdtemp(join(tmpdir(), 'materials-'));
    api = await startApi({ worker: true, env: { STORAGE_DIR: storage, IMPORT_MAX_MB: '1' } });
    const make = new Factories(api.database.dataSource);
    const [mine, other] = [await make.merchant(), await make.merchant()];
    await make.device({ deviceId: 'MINE', merchantId: mine.id });
    await make.device({ deviceId: 'OTHER', merchantId: other.id });
    const roles = {
      ops: { role: 'ops', merchantId: null },
      viewer: { role: 'viewer', merchantId: null },
      bound: { role: 'ops', merchantId: mine.id },
    } as const;
    for (const [name, values] of Object.entries(roles)) {
      const { email } = await make.user(values);
      const client = new HttpClient(api.url);
      await client.signIn(email, TEST_PASSWORD);
      people[name as keyof typeof people] = client;
    }
  });
  afterAll(async () => {
    await api?.stop();
    await rm(storage, { recursive: true, force: true });
  });
  beforeEach(() =>
    api.database.dataSource.query('delete from device_bins; delete from recipes; delete from materials'),
  );

  const create = async (values: object = {}) =>
    (await people.ops.post<Material>(MATERIALS, { ...BEANS, ...values })).data;
  const put = (id: number, body: object, headers = {}) =>
    people.ops.send<Material>('PUT', `${MATERIALS}/${id}`, body, headers);
  const codes = async (query: string) =>
    (await people.viewer.get<Page<Material>>(`${MATERIALS}${query}`)).data.items.map(({ code }) => code);
  const bind = (device: string, index: number, id: number, remaining: number, unit: string | null = 'g') =>
    api.database.dataSource.query(
      `insert into device_bins (device_id, bin_index, material_id, remaining, capacity, unit) values ($1, $2, $3, $4, 1000, $5)`,
      [device, index, id, remaining, unit],
    );
  const send = (body: string | FormData, query = '', headers: Record<string, string> = CSV) =>
    people.ops.send<ImportAnswer>('POST', `${MATERIALS}/import${query}`, body, headers);
  const download = async (path: string, client = people.ops) => {
    const response = await fetch(api.url + path, { headers: { cookie: client.sessionCookie ?? '' } });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  it('are made, changed under their version, switched off and deleted, each with its entry', async () => {
    const made = await people.ops.post<Material>(MATERIALS, {
      ...BEANS,
      density: 0.4,
      cost_per_1000: '120.50',
    });
    expect([made.status, misfits(Material, made.data)]).toEqual([201, []]);
    const { id, version } = made.data;
    expect(made.data).toMatchObject({ ...BEANS, density: 0.4, cost_per_1000: 120.5, enabled: true });
    expect((await people.ops.post(MATERIALS, BEANS)).body.error).toMatchObject({
      code: 'CONFLICT',
      details: { field: 'code' },
    });
    const changed = await put(
      id,
      { code: 'BEAN_A', cost_per_1000: null, enabled: false },
      { 'if-match': `"${version}"` },
    );
    expect(changed.data).toMatchObject({
      name: 'Arabica',
      cost_per_1000: null,
      density: 0.4,
      enabled: false,
    });
    expect((await put(id, { name: 'Late' }, { 'if-match': `"${version}"` })).status).toBe(412);
    expect((await put(id, { code: 'OTHER' })).body.error?.details).toMatchObject({
      validation_errors: [{ field: 'code' }],
    });
    expect((await people.ops.delete(`${MATERIALS}/${id}`)).status).toBe(200);
    expect((await people.ops.get(`${MATERIALS}/${id}`)).status).toBe(404);
    const entries = await api.database.dataSource.query<{ action: string }[]>(
      `select action from audit_entries where target_type = 'material' order by id`,
    );
    expect(entries.map(({ action }) => action)).toEqual([
      'material.created',
      'material.updated',
      'material.deleted',
    ]);
  });

  it('say which field of a body is wrong', async () => {
    const reply = await people.ops.post(MATERIALS, {
      ...BEANS,
      code: ' A',
      name: '  ',
      density: 0,
      cost_per_1000: 1.234,
      colour: 'brown',
    });
    const { validation_errors: errors } = reply.body.error?.details as {
      validation_errors: { field: string }[];
    };
    expect([reply.status, [...new Set(errors.map(({ field }) => field))].sort()]).toEqual([
      422,
      ['code', 'colour', 'cost_per_1000', 'density', 'name'],
    ]);
  });

  it('are listed by filter and sort, those to complete first where that is asked', async () => {
    await create();
    await create({ code: 'MILK', name: 'Milk', type: 'powder', enabled: false });
    await create({ code: 'X_9', name: 'X_9', type: 'unknown' });
    expect(await codes('?sort=to_complete')).toEqual(['X_9', 'BEAN_A', 'MILK']);
    expect(await codes('?enabled=true&sort=-name')).toEqual(['X_9', 'BEAN_A']);
    expect(await codes('?type=powder,unknown&query=mil')).toEqual(['MILK']);
    expect((await people.ops.get(`${MATERIALS}?colour=brown`)).body.error?.code).toBe('INVALID_ARGUMENT');
  });

  it('show what the machines within reach hold, and cannot be deleted while they do', async () => {
    const { id } = await create();
    await bind('MINE', 1, id, 100);
    await bind('MINE', 2, id, 700, null);
    await bind('OTHER', 1, id, 500);
    await bind('OTHER', 2, id, 500, 'pcs');
    const usage = async (client: HttpClient) =>
      (await client.get<MaterialUsage>(`${MATERIALS}/${id}/usage`)).data;
    const all = await usage(people.viewer);
    expect(misfits(MaterialUsage, all)).toEqual([]);
    const sums = { bins: 4, devices: 2, capacity: 3000, remaining: 1300, low_bins: 1, other_unit_bins: 1 };
    expect(all).toMatchObject({ ...sums, recipes: 0 });
    expect(all.items[0]).toMatchObject({ device_id: 'MINE', bin_index: 1, is_low: true });
    const own = { bins: 2, devices: 1, capacity: 2000, remaining: 800, low_bins: 1, other_unit_bins: 0 };
    expect(await usage(people.bound)).toMatchObject(own);
    const list = await people.bound.get<Page<Material>>(`${MATERIALS}?include_usage=true`);
    expect(list.data.items).toMatchObject([{ code: 'BEAN_A', usage: own }]);
    const refused = await people.ops.delete(`${MATERIALS}/${id}`);
    expect(refused.body.error).toMatchObject({ code: 'CONFLICT', details: { bins: 4, recipes: 0 } });
  });

  it('are changed and carried in and out by those who may, for all merchants at once', async () => {
    const { id } = await create();
    for (const client of [people.viewer, people.bound])
      for (const [method, path, body] of [
        ['POST', MATERIALS, { ...BEANS, code: 'NEW' }],
        ['PUT', `${MATERIALS}/${id}`, { name: 'Mine' }],
        ['DELETE', `${MATERIALS}/${id}`, undefined],
        ['POST', `${MATERIALS}/import`, { materials: [{ ...BEANS, code: 'NEW' }] }],
      ] as const)
        expect([method, (await client.send(method, path, body)).status]).toEqual([method, 403]);
    expect((await people.viewer.get(`${MATERIALS}/export`)).status).toBe(403);
    expect(await codes('')).toEqual(['BEAN_A']);
  });

  it('come back from the file they went into, as CSV and as a workbook', async () => {
    await create({ name: '=HYPERLINK("x")', density: 0.35, cost_per_1000: 12.5 });
    await create({ code: '豆,B', name: 'Zwei "B"', enabled: false });
    for (const query of ['?format=csv&language=zh-CN', '?include_usage_stats=true', '?format=xlsx']) {
      const { response, bytes } = await download(`${MATERIALS}/export${query}`);
      expect(response.headers.get('content-disposition')).toMatch(/attachment; filename="materials_/);
      const form = new FormData();
      form.set('overwrite_existing', 'true');
      form.set('file', new Blob([bytes]), 'materials');
      const { data } = await send(form, '', {});
      expect(misfits(ImportAnswer, data)).toEqual([]);
      expect(data).toMatchObject({
        total_rows: 2,
        unchanged: 2,
        created: 0,
        updated: 0,
        errors: [],
        ignored_columns: [],
      });
    }
    const { bytes } = await download(`${MATERIALS}/export?enabled_only=true&include_usage_stats=true`);
    expect(bytes.toString().split('\n')).toEqual([
      '\ufeffcode,name,type,unit,density,cost_per_1000,enabled,bins,devices,capacity,remaining,low_bins',
      `BEAN_A,"'=HYPERLINK(""x"")",bean,g,0.35,12.50,true,0,0,0,0,0`,
      '',
    ]);
    const book = new Workbook();
    await book.xlsx.load((await download(`${MATERIALS}/export?format=xlsx`)).bytes as unknown as ArrayBuffer);
    expect(book.worksheets[0]?.getRow(2).getCell(6).value).toBe(12.5);
  });

  it('are imported from a body, a form or JSON, once for each key', async () => {
    const csv = 'code;name;type;unit\nA;Eins;bean;g\nB;;bean;g';
    const key = { ...CSV, 'idempotency-key': 'import-1' };
    const first = await send(csv, '', key);
    expect([first.status, first.data]).toMatchObject([200, { created: 1, failed_rows: 1 }]);
    expect((await send(csv, '', key)).data).toEqual(first.data);
    expect((await send(`${csv}x`, '', key)).body.error?.code).toBe('IDEMPOTENCY_KEY_REUSED');
    const bad = await download(`/api/v1/tasks/${first.data.task_id}/download`);
    expect(bad.bytes.toString()).toBe('\ufeffcode,name,type,unit,error\r\nB,,bean,g,name is required\r\n');
    const json = await people.ops.post<ImportAnswer>(`${MATERIALS}/import`, {
      materials: [
        { ...BEANS, cost_per_1000: 3 },
        { code: 'C', colour: 'red' },
      ],
      dry_run: true,
    });
    expect(json.data).toMatchObject({
      dry_run: true,
      created: 1,
      failed_rows: 1,
      errors: [{ row: 2 }, {}, {}, {}],
    });
    expect(await codes('')).toEqual(['A']);
  });

  it('are imported from columns that somebody has named, and their mistakes told by rule', async () => {
    const csv = 'Nr,Name of it,type,unit,Remark\nA,Eins,bean,g,x\nB,,bean,g,y\nC,,bean,g,z';
    const refused = await send(csv, '?dry_run=true');
    expect([refused.status, refused.body.error?.code]).toEqual([422, 'VALIDATION_ERROR']);
    expect(refused.body.error?.details).toMatchObject({
      validation_errors: [{ field: 'file', rule: 'header' }],
      columns: [
        { header: 'Nr', field: null },
        { header: 'Name of it', field: null, suggestion: 'name' },
        { header: 'type', field: 'type' },
        { header: 'unit' },
        { header: 'Remark', suggestion: null },
      ],
    });
    const mapping = JSON.stringify({ Nr: 'code', 'Name of it': 'name', Remark: null });
    const query = `?mapping=${encodeURIComponent(mapping)}`;
    const form = (told: string) => {
      const data = new FormData();
      data.set('file', new Blob([csv]), 'x.csv');
      data.set('mapping', told);
      return data;
    };
    const expected = {
      created: 1,
      failed_rows: 2,
      error_groups: [{ field: 'name', rule: 'isDefined', count: 2, rows: [3, 4], example: '' }],
      columns: [{ header: 'Nr', field: 'code' }, {}, {}, {}, { header: 'Remark', field: null }],
    };
    expect((await send(csv, `${query}&dry_run=true`)).data).toMatchObject({ ...expected, dry_run: true });
    expect(await codes('')).toEqual([]);
    const key = { 'idempotency-key': 'mapped-1' };
    const done = await send(form(mapping), '', key);
    expect([misfits(ImportAnswer, done.data), done.data]).toMatchObject([[], expected]);
    expect((await send(form(mapping), '', key)).data).toEqual(done.data);
    const other = form(JSON.stringify({ Nr: 'code', 'Name of it': 'name' }));
    expect((await send(other, '', key)).body.error?.code).toBe('IDEMPOTENCY_KEY_REUSED');
    const rows = Array.from({ length: 6_000 }, (_, n) => `L-${n},Long ${n},powder,g,`);
    const long = await send(['Nr,Name of it,type,unit,Remark', ...rows, ',,,,x'].join('\n'), query);
    expect([long.status, long.data.columns]).toMatchObject([202, expected.columns]);
    const task = async () => (await people.ops.get<Task>(`/api/v1/tasks/${long.data.task_id}`)).data;
    await eventually('the import ends', async () => (await task()).finished_at !== null, 30_000);
    expect((await task()).result).toMatchObject({
      created: 6_000,
      error_groups: expect.arrayContaining([
        expect.objectContaining({ field: 'code', rows: [6_002] }),
      ]) as object,
    });
    for (const told of [
      '{',
      '{"Nr":"colour"}',
      '{"Nr":"code","Id":"code"}',
      `{"${'x'.repeat(17_000)}":null}`,
    ])
      expect((await send(form(told), '', {})).body.error).toMatchObject({
        code: 'VALIDATION_ERROR',
        details: { validation_errors: [{ field: 'mapping' }] },
      });
    expect((await send(csv, '?mapping=5')).body.error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { field: 'mapping' },
    });
  });

  it('are imported by the worker when they are many', async () => {
    const rows = Array.from({ length: 6_000 }, (_, n) => `M-${n},Material ${n},powder,g`);
    const reply = await send(['code,name,type,unit', ...rows].join('\n'));
    expect([reply.status, reply.data.message]).toEqual([202, 'Import started']);
    const task = async () => (await people.ops.get<Task>(`/api/v1/tasks/${reply.data.task_id}`)).data;
    await eventually('the import ends', async () => (await task()).finished_at !== null, 30_000);
    expect(await task()).toMatchObject({
      status: 'success',
      file: null,
      result: { created: 6_000, failed_rows: 0 },
    });
  });

  it('are not changed by what is no file of materials', async () => {
    const form = (content: string, field = 'file') => {
      const data = new FormData();
      data.set(field, new Blob([content]), 'x.xlsx');
      return data;
    };
    const header = 'code,name,type,unit\n';
    const cases: [string | FormData, number, Record<string, string>][] = [
      ['', 422, CSV],
      [header, 422, CSV],
      ['A,B,bean,g', 422, CSV],
      [`${header}A,B\0,bean,g`, 422, CSV],
      [`${header}A,"B,bean,g`, 422, CSV],
      [header + 'x'.repeat(1_100_000), 413, CSV],
      [header, 400, { 'content-type': 'application/pdf' }],
      [form('PK\u0003\u0004 no workbook'), 422, {}],
      [form('x'.repeat(1_100_000)), 413, {}],
      [form(header, 'files'), 400, {}],
      ['{"materials": []}', 422, {}],
      ['{"materials": ["A"]}', 422, {}],
    ];
    for (const [index, [body, status, headers]] of cases.entries()) {
      const reply = await send(body, '', headers);
      expect([index, reply.status, typeof reply.body.error?.message]).toEqual([index, status, 'string']);
    }
    expect(await codes('')).toEqual([]);
  });
});
