import { Recipe, RecipeMachines, type RecipeSchema } from '@coffee/contract/recipes';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const V1 = '/api/v1';

const LATTE: RecipeSchema = {
  version: '1.0.0',
  name: '拿铁 Latte',
  category: 'coffee',
  price: 16,
  steps: [
    {
      step_id: 'grind',
      name: 'Grind',
      type: 'grind',
      params: {},
      duration: 4,
      materials: [{ material_code: 'BEAN_A', amount: 16, unit: 'g' }],
    },
    { step_id: 2, name: 'Brew', type: 'brew', params: {}, duration: 25, temperature: 92 },
  ],
  materials: [
    { material_code: 'BEAN_A', bin_index: 0, amount: 16, unit: 'g' },
    { material_code: 'WATER', amount: 180, unit: 'ml' },
  ],
};

describe('recipes', () => {
  let api: TestApi;
  let make: Factories;
  let ops: HttpClient;

  beforeAll(async () => {
    api = await startApi();
    make = new Factories(api.database.dataSource);
    ops = await signIn('ops');
    await api.database.dataSource.query(
      `insert into materials (code, name, type, unit) values ('BEAN_A', 'Beans', 'bean', 'g'), ('WATER', 'Water', 'water', 'ml')`,
    );
  });
  afterAll(() => api.stop());

  async function signIn(role: 'ops' | 'viewer', merchantId: number | null = null): Promise<HttpClient> {
    const client = new HttpClient(api.url);
    const user = await make.user({ role, merchantId });
    await client.signIn(user.email, TEST_PASSWORD);
    return client;
  }
  const create = async (body: object = LATTE, client = ops): Promise<Recipe> => {
    const reply = await client.post<Recipe>(`${V1}/recipes`, body);
    expect([reply.status, reply.body.error]).toEqual([201, undefined]);
    return reply.data;
  };
  const put = (id: number, body: object, headers: Record<string, string> = {}) =>
    ops.send<Recipe>('PUT', `${V1}/recipes/${id}`, body, headers);
  const publish = (id: number) => ops.post<Recipe>(`${V1}/recipes/${id}/publish`);

  it('are made as drafts, changed by their version, published once and then left alone', async () => {
    const draft = await create();
    expect(misfits(Recipe, draft)).toEqual([]);
    expect(draft).toMatchObject({
      status: 'draft',
      revision: 1,
      product_id: draft.id,
      price: 16,
      schema: LATTE,
    });
    const changed = await put(draft.id, { ...LATTE, price: '17.50' }, { 'If-Match': `"${draft.version}"` });
    expect(changed.data).toMatchObject({ price: 17.5, version: draft.version + 1 });
    const stale = await put(draft.id, LATTE, { 'If-Match': `"${draft.version}"` });
    expect([stale.status, stale.body.error?.code]).toEqual([412, 'PRECONDITION_FAILED']);
    const published = await publish(draft.id);
    expect(published.data).toMatchObject({ status: 'published', published_at: expect.any(String) });
    expect((await put(draft.id, LATTE)).body.error?.code).toBe('CONFLICT');
    expect((await publish(draft.id)).body.error?.code).toBe('CONFLICT');
    const entries = await ops.get<{ items: { action: string }[] }>(
      `${V1}/audit?target_type=recipe&target_id=${draft.id}`,
    );
    expect(entries.data.items.map(({ action }) => action)).toEqual([
      'recipe.published',
      'recipe.updated',
      'recipe.created',
    ]);
  });

  it('stay as they were published, whatever is said to the database', async () => {
    const { id } = await create();
    await publish(id);
    const { dataSource } = api.database;
    const tries = [
      `update recipes set schema = '{}' where id = ${id}`,
      `update recipes set name = 'X' where id = ${id}`,
      `update recipes set status = 'draft' where id = ${id}`,
      `delete from recipes where id = ${id}`,
    ];
    for (const sql of tries) await expect(dataSource.query(sql)).rejects.toThrow('does not change');
    expect((await ops.post<Recipe>(`${V1}/recipes/${id}/archive`)).data.status).toBe('archived');
  });

  it('get a new version from any, under the same product, one draft at a time', async () => {
    const first = await create();
    await publish(first.id);
    const second = await ops.post<Recipe>(`${V1}/recipes/${first.id}/new_version`);
    expect([second.status, second.data.revision, second.data.product_id]).toEqual([201, 2, first.product_id]);
    expect(second.data.schema).toEqual({ ...LATTE, version: '1.0.1' });
    const again = await ops.post(`${V1}/recipes/${first.id}/new_version`);
    expect([again.status, again.body.error?.details]).toEqual([409, { draft_id: second.data.id }]);
    const list = async (query: string) =>
      (
        await ops.get<{ items: Recipe[] }>(`${V1}/recipes?product_id=${first.product_id}&${query}`)
      ).data.items.map(({ revision }) => revision);
    expect(await list('sort=created_at')).toEqual([1, 2]);
    expect(await list('latest=true')).toEqual([2]);
    expect(await list('status=published')).toEqual([1]);
    expect(await list('material=WATER&sort=-created_at')).toEqual([2, 1]);
    expect(await list('material=SUGAR')).toEqual([]);
  });

  it('name what is wrong with them, field by field, in the body itself and in schema', async () => {
    const [grind, brew] = LATTE.steps;
    const broken = {
      ...LATTE,
      steps: [
        { ...grind, materials: [{ material_code: 'NOPE', amount: -1, unit: 'g' }] },
        { ...brew, type: 'melt' },
      ],
      materials: [{ material_code: 'BEAN_A', amount: 0, unit: 'g' }],
    };
    const fields = async (body: unknown) => {
      const reply = await ops.post(`${V1}/recipes`, body);
      const issues = (reply.body.error?.details?.validation_errors ?? []) as { field: string }[];
      return [reply.status, ...issues.map(({ field }) => field)];
    };
    const named = ['steps.0.materials.0.amount', 'steps.1.type', 'materials.0.amount'];
    expect(await fields(broken)).toEqual([422, ...named]);
    expect(await fields({ schema: broken })).toEqual([422, ...named.map((field) => `schema.${field}`)]);
    const stranger = {
      ...LATTE,
      materials: [{ material_code: 'NOPE', amount: 1, unit: 'g' }],
      steps: [brew],
    };
    expect(await fields(stranger)).toEqual([422, 'materials.0.material_code']);
    expect(await fields({ schema: stranger })).toEqual([422, 'schema.materials.0.material_code']);
    expect(await fields({})).toEqual([422, 'version', 'name', 'steps', 'materials']);
    expect(await fields(`${JSON.stringify(LATTE).slice(0, -1)},"price":NaN}`)).toEqual([400]);
    expect(await fields({ ...LATTE, nonsense: 1 })).toEqual([422, 'nonsense']);
  });

  it('keep the number that a product is given, and refuse it to another', async () => {
    expect(await create({ ...LATTE, product_id: 90_001 })).toMatchObject({ product_id: 90_001, revision: 1 });
    const reply = await ops.post(`${V1}/recipes`, { schema: LATTE, product_id: 90_001 });
    expect([reply.status, reply.body.error?.details]).toEqual([
      409,
      { field: 'product_id', product_id: 90_001 },
    ]);
  });

  it('of another merchant are not there, and those of all are read by everybody and changed by few', async () => {
    const [ours, theirs] = [await make.merchant(), await make.merchant()];
    const stranger = await signIn('ops', ours.id);
    const hidden = await create({ ...LATTE, merchant_id: theirs.id });
    const shared = await create();
    expect((await stranger.get(`${V1}/recipes/${hidden.id}`)).status).toBe(404);
    expect((await stranger.post(`${V1}/recipes/${hidden.id}/publish`)).status).toBe(404);
    expect((await stranger.get(`${V1}/recipes/${shared.id}`)).status).toBe(200);
    expect((await stranger.post(`${V1}/recipes/${shared.id}/publish`)).status).toBe(403);
    const own = await create(LATTE, stranger);
    expect(own.merchant_id).toBe(ours.id);
    expect((await stranger.post<Recipe>(`${V1}/recipes/${own.id}/publish`)).data.status).toBe('published');
    const viewer = await signIn('viewer');
    expect((await viewer.post(`${V1}/recipes`, LATTE)).status).toBe(403);
  });

  it('say which machines cannot make them and why', async () => {
    const merchant = await make.merchant();
    const recipe = await create({ ...LATTE, merchant_id: merchant.id });
    const bins: Record<string, [string, number, number][]> = {
      able: [
        ['BEAN_A', 500, 1000],
        ['WATER', 100, 5000],
        ['WATER', 100, 5000],
      ],
      empty: [
        ['BEAN_A', 2, 1000],
        ['WATER', 900, 5000],
      ],
      small: [
        ['BEAN_A', 500, 1000],
        ['WATER', 100, 100],
      ],
      bare: [],
    };
    for (const [name, levels] of Object.entries(bins)) {
      const { deviceId } = await make.device({ deviceId: `MK-${name}`, merchantId: merchant.id });
      for (const [index, [code, remaining, capacity]] of levels.entries()) {
        await api.database.dataSource.query(
          `insert into device_bins (device_id, bin_index, material_id, remaining, capacity)
           select $1, $2, id, $3, $4 from materials where code = $5`,
          [deviceId, index, remaining, capacity, code],
        );
      }
    }
    await make.device({ deviceId: 'MK-gone', merchantId: merchant.id, lifecycle: 'retired' });
    const { data } = await ops.get<RecipeMachines>(`${V1}/recipes/${recipe.id}/machines`);
    expect(misfits(RecipeMachines, data)).toEqual([]);
    expect([data.machines, data.able]).toEqual([4, 1]);
    expect(
      Object.fromEntries(
        data.items.map(({ device_id, obstacles }) => [
          device_id,
          obstacles.map(({ material_code, reason }) => `${material_code} ${reason}`),
        ]),
      ),
    ).toEqual({
      'MK-bare': ['BEAN_A no_bin', 'WATER no_bin'],
      'MK-empty': ['BEAN_A too_little'],
      'MK-small': ['WATER too_small'],
    });
  });
});
