import { MaterialEntity } from '@coffee/data/entities';
import { actingFor, cliActor } from '@coffee/platform/context';
import { InvalidArgument } from '@coffee/platform/errors';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { MaterialsReader } from './materials.reader';

const root = cliActor('root');

describe('MaterialsReader', () => {
  let database: TestDatabase;
  let reader: MaterialsReader;

  beforeAll(async () => {
    database = await createTestDatabase();
    reader = new MaterialsReader(database.db);
    await database.dataSource.getRepository(MaterialEntity).save([
      { code: 'BEAN_A', name: 'Arabica', type: 'bean', unit: 'g' },
      { code: 'MILK_POWDER', name: 'Milk', type: 'powder', unit: 'g', density: 0.5 },
      { code: 'OAT_1', name: 'OAT_1', type: 'unknown', unit: 'g', enabled: false },
    ]);
  });
  afterAll(() => database.drop());

  const codes = async (query: Parameters<MaterialsReader['list']>[1]) =>
    (await reader.list(root, query)).items.map(({ code }) => code);

  it('is one dictionary for everybody', async () => {
    expect((await reader.list(actingFor(root, 1), {})).pagination.total).toBe(3);
  });

  it('finds by a part of code or name, by type and by whether it is enabled', async () => {
    expect(await codes({ query: 'arab' })).toEqual(['BEAN_A']);
    expect(await codes({ query: 'k_p' })).toEqual(['MILK_POWDER']);
    expect(await codes({ type: ['powder', 'unknown'] })).toEqual(['MILK_POWDER', 'OAT_1']);
    expect(await codes({ enabled: false })).toEqual(['OAT_1']);
    expect(await codes({ enabled: true, type: ['unknown'] })).toEqual([]);
  });

  it('pages by number and by cursor, in the order that is asked for', async () => {
    expect(await codes({ sort: '-code', page: 2, page_size: 2 })).toEqual(['BEAN_A']);
    const first = await reader.list(root, { sort: 'name', page_size: 2 });
    const rest = await reader.list(root, {
      sort: 'name',
      page_size: 2,
      cursor: first.pagination.next_cursor ?? '',
    });
    expect([...first.items, ...rest.items].map(({ name }) => name)).toEqual(['Arabica', 'Milk', 'OAT_1']);
    expect(rest.pagination.next_cursor).toBeNull();
    await expect(reader.list(root, { sort: 'price' })).rejects.toThrow(InvalidArgument);
  });
});
