import { createHash, randomUUID } from 'node:crypto';
import type { PendingCommand } from '@coffee/device-protocol/commands';
import type { Package } from '@coffee/contract/packages';
import { DeviceTokenEntity, type MerchantEntity } from '@coffee/data/entities';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { startApi, type TestApi } from '@coffee/testing/stack';

const V1 = '/api/v1';
const TOKEN = 'dev_spec-token';

describe('a package, where machines have to show their token', () => {
  let api: TestApi;
  let make: Factories;
  let ours: MerchantEntity;
  let item: Package;
  let counter = 0;

  beforeAll(async () => {
    api = await startApi({ env: { ENABLE_DEVICE_TOKEN: 'true' } });
    make = new Factories(api.database.dataSource);
    ours = await make.merchant();
    item = await packageOf(ours.id);
  });
  afterAll(() => api.stop());

  async function signIn(merchantId: number | null): Promise<HttpClient> {
    const client = new HttpClient(api.url);
    await client.signIn((await make.user({ role: 'ops', merchantId })).email, TEST_PASSWORD);
    return client;
  }
  async function packageOf(merchantId: number): Promise<Package> {
    const content = Buffer.from(`{"merchant":${merchantId}}`);
    const digest = (algorithm: string) => createHash(algorithm).update(content).digest('hex');
    const id = randomUUID();
    await api.database.dataSource.query(
      `insert into packages (package_id, name, package_version, type, content, size, md5, sha256, manifest, merchant_id, created_by)
       values ($1, 'Menu', '1', 'recipes', $2, $3, $4, $5, '{}', $6, 'spec')`,
      [id, content, content.length, digest('md5'), digest('sha256'), merchantId],
    );
    return (await (await signIn(merchantId)).get<Package>(`${V1}/packages/${id}`)).data;
  }
  const device = async (lifecycle: 'active' | 'suspended' | 'retired', merchantId: number | null) => {
    counter += 1;
    const { deviceId } = await make.device({ deviceId: `ACC-${counter}`, lifecycle, merchantId });
    const token = `${TOKEN}-${counter}`;
    await api.database.dataSource.manager.save(DeviceTokenEntity, {
      deviceId,
      tokenHash: createHash('sha256').update(token).digest(),
      validUntil: null,
    });
    return { deviceId, token };
  };
  const path = (id = item.package_id): string => `${api.url}${V1}/packages/${id}/download`;
  const status = async (url: string, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(url, { headers, redirect: 'manual' })).status;
  const byToken = ({ token }: { token: string }, url = path()) => status(url, { 'x-device-token': token });

  it('is refused to a stranger and given to whoever holds the signed link, as it was signed', async () => {
    expect(await status(path())).toBe(401);
    expect(await status(item.package_url)).toBe(200);
    const link = new URL(item.package_url);
    const changed = (name: string, value: string): string => {
      const other = new URL(link);
      other.searchParams.set(name, value);
      return other.toString();
    };
    const later = String(Number(link.searchParams.get('expires')) + 1);
    expect(await status(changed('expires', later))).toBe(401);
    expect(await status(changed('device', 'ACC-1'))).toBe(401);
    expect(await status(changed('signature', 'AAAA'))).toBe(401);
    const foreign = await packageOf((await make.merchant()).id);
    expect(await status(path(foreign.package_id) + link.search)).toBe(401);
    expect(await status(`${api.url}${V1}/packages/..%2f..%2fetc/download${link.search}`)).toBe(400);
  });

  it("is given to its merchant's people and machines and is not there for others", async () => {
    const [own, foreign] = [await signIn(ours.id), await signIn((await make.merchant()).id)];
    const cookie = (client: HttpClient) => ({ cookie: String(client.sessionCookie) });
    expect(await status(path(), cookie(own))).toBe(200);
    expect(await status(path(), cookie(foreign))).toBe(404);
    const mine = await device('active', ours.id);
    expect(await byToken(mine)).toBe(200);
    expect(await status(path(), { 'x-device-token': mine.token, 'x-device-id': mine.deviceId })).toBe(200);
    expect(await status(path(), { 'x-device-token': 'wrong', 'x-device-id': mine.deviceId })).toBe(401);
    expect(await byToken(await device('active', (await make.merchant()).id))).toBe(404);
    expect(await byToken(await device('active', null))).toBe(404);
  });

  it('is refused to a machine that was suspended or retired, by its token and by the link it was handed', async () => {
    for (const lifecycle of ['suspended', 'retired'] as const) {
      expect(await byToken(await device(lifecycle, ours.id))).toBe(403);
    }
    const ops = await signIn(ours.id);
    const { deviceId, token } = await device('active', ours.id);
    await ops.post(`${V1}/packages/${item.package_id}/dispatch`, { device_ids: [deviceId] });
    const polled = await new HttpClient(api.url).get<PendingCommand[]>(
      `${V1}/devices/${deviceId}/commands/pending`,
      { 'x-device-token': token },
    );
    const { package_url: url } = polled.data[0]?.payload as { package_url: string };
    expect(await status(url)).toBe(200);
    await ops.patch(`${V1}/devices/${deviceId}`, { lifecycle: 'suspended' });
    expect(await status(url)).toBe(403);
  });
});
