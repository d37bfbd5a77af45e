import { DeviceModel } from '@coffee/contract/device-models';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { misfits } from '@coffee/testing/shape';
import { startApi, type TestApi } from '@coffee/testing/stack';

const MODELS = '/api/v1/device_models';

describe('device models over HTTP', () => {
  let api: TestApi;
  let make: Factories;
  let admin: HttpClient;

  const signedIn = async (role: 'admin' | 'ops', merchantId: number | null = null): Promise<HttpClient> => {
    const http = new HttpClient(api.url);
    const user = await make.user({ role, merchantId });
    expect((await http.signIn(user.email, TEST_PASSWORD)).status).toBe(200);
    return http;
  };
  const named = async (who: HttpClient, model: string): Promise<DeviceModel | undefined> => {
    const { data } = await who.get<DeviceModel[]>(MODELS);
    expect(data.flatMap((one) => misfits(DeviceModel, one))).toEqual([]);
    return data.find((one) => one.model === model);
  };
  const put = (who: HttpClient, body: object, version?: number) =>
    who.send('PUT', MODELS, body, version === undefined ? {} : { 'if-match': `"${version}"` });

  beforeAll(async () => {
    api = await startApi();
    make = new Factories(api.database.dataSource);
    admin = await signedIn('admin');
  });
  afterAll(() => api.stop());

  it('lists what machines brought along, counted within reach of who asks', async () => {
    const [ours, theirs] = [await make.merchant(), await make.merchant()];
    await make.device({ model: 'Wild', merchantId: ours.id });
    await make.device({ model: 'Wild', merchantId: theirs.id });
    await make.device({ model: 'Theirs alone', merchantId: theirs.id });
    expect(await named(admin, 'Wild')).toMatchObject({ devices: 2, described: false, version: 0 });
    const bound = await signedIn('ops', ours.id);
    expect(await named(bound, 'Wild')).toMatchObject({ devices: 1 });
    expect(await named(bound, 'Theirs alone')).toBeUndefined();
  });

  it('describes and changes under a version, and names a bad field', async () => {
    const first = { model: 'Neat 2', name: 'Neat', supported_commands: ['sync', 'restart', 'sync'] };
    expect((await put(admin, first, 0)).status).toBe(200);
    expect(await named(admin, 'Neat 2')).toMatchObject({
      name: 'Neat',
      supported_commands: ['sync', 'restart'],
      version: 1,
    });
    expect((await put(admin, first, 0)).body.error?.code).toBe('PRECONDITION_FAILED');
    expect((await put(admin, { model: 'Neat 2', supported_commands: [] }, 1)).status).toBe(200);
    expect(await named(admin, 'Neat 2')).toMatchObject({ name: 'Neat', supported_commands: [], version: 2 });
    const bad = await put(admin, { model: 'Neat 2', supported_commands: ['fly'] });
    expect(bad.body.error?.details).toMatchObject({ validation_errors: [{ field: 'supported_commands' }] });
    expect((await put(admin, { model: ' ', supported_commands: [] })).status).toBe(422);
  });

  it('lets one of two who describe a new model at once succeed', async () => {
    const outcomes = await Promise.all(
      [['sync'], ['restart']].map((supported_commands) =>
        put(admin, { model: 'Contested', supported_commands }, 0),
      ),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('deletes a description only while no machine is of the model, and says so in the audit log', async () => {
    const path = `${MODELS}/${encodeURIComponent('Slash/ed & 1')}`;
    await put(admin, { model: 'Slash/ed & 1', supported_commands: ['sync'] });
    const device = await make.device({ model: 'Slash/ed & 1' });
    expect((await admin.delete(path)).body.error?.code).toBe('CONFLICT');
    expect(await named(admin, 'Slash/ed & 1')).toMatchObject({ described: true, devices: 1 });
    await api.database.dataSource.query(`update devices set model = 'Wild' where device_id = $1`, [
      device.deviceId,
    ]);
    expect((await admin.delete(path)).status).toBe(200);
    expect((await admin.delete(path)).status).toBe(404);
    const rows = await api.database.dataSource.query<{ target_id: string }[]>(
      `select target_id from audit_entries where action = 'device_model.deleted'`,
    );
    expect(rows).toEqual([{ target_id: 'Slash/ed & 1' }]);
  });

  it('is refused to whoever is no administrator of all merchants', async () => {
    const ops = await signedIn('ops');
    const bound = await signedIn('admin', (await make.merchant()).id);
    for (const who of [ops, bound]) {
      expect((await put(who, { model: 'X', supported_commands: [] })).body.error?.code).toBe('FORBIDDEN');
      expect((await who.delete(`${MODELS}/${encodeURIComponent('Neat 2')}`)).body.error?.code).toBe(
        'FORBIDDEN',
      );
    }
  });
});
