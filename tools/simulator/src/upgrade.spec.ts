import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HttpTransport } from '@coffee/device-sdk/transport';
import { Machine } from './machine';
import { DRINKS } from './menu';
import { Pace } from './pace';
import { upgrade } from './upgrade';

const PACKAGE = Buffer.from(
  JSON.stringify({
    version: '7',
    created_at: '2026-03-01T08:00:00.000Z',
    recipes: [
      { id: 202, name: '拿铁 Latte', price: 17.5, is_available: true, materials: { BEAN_A: 18, WATER: 190 } },
      { id: 301, name: 'Secret', price: 9, is_available: false, materials: { WATER: 10 } },
    ],
  }),
);
const digest = (algorithm: string, bytes: Buffer): string =>
  createHash(algorithm).update(bytes).digest('hex');

describe('an upgrade on a machine', () => {
  let server: Server;
  let dir: string;
  let served: { status: number; bytes: Buffer };
  let asked: IncomingHttpHeaders[];

  beforeEach(async () => {
    dir = mkdtempSync(path.join(tmpdir(), 'upgrade-'));
    served = { status: 200, bytes: PACKAGE };
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.headers);
      response.writeHead(served.status, { location: '/elsewhere' }).end(served.bytes);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(dir, { recursive: true });
  });

  const open = (): Promise<Machine> => {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return Machine.open({
      deviceId: 'CM-0001',
      index: 0,
      seed: 1,
      baseUrl,
      stateDir: dir,
      enrolmentToken: null,
      transport: new HttpTransport(baseUrl),
      pace: new Pace(3600, 1),
      commandTrouble: 0,
      onProblem: () => undefined,
    });
  };
  const install = (machine: Machine, payload: object = {}) =>
    upgrade(
      {
        package_type: 'recipes',
        package_url: `${machine.options.baseUrl}/packages/1/download`,
        package_hash: digest('md5', PACKAGE),
        sha256: digest('sha256', PACKAGE),
        version: '7',
        ...payload,
      },
      machine,
    );

  it('replaces the menu, its prices and what a cup takes, and is remembered after a restart', async () => {
    const machine = await open();
    expect(machine.menu.drinks).toEqual(DRINKS);
    expect(await install(machine)).toMatchObject({
      status: 'success',
      payload: { version: '7', recipes: 1 },
    });
    const latte = { productId: '202', price: 1750, recipe: { BEAN_A: 18, WATER: 190 } };
    expect(machine.menu.drinks).toMatchObject([latte]);
    expect((await open()).menu.drinks).toMatchObject([latte]);
    const sale = machine.customers.next(machine.stock);
    expect(sale?.order.items.map(({ product_id }) => product_id)).toEqual(['202']);
    expect(asked[0]).not.toHaveProperty('x-device-id');
  });

  it('is refused when one byte is flipped, and the machine keeps what it has', async () => {
    const machine = await open();
    for (const at of [0, 60, PACKAGE.length - 1]) {
      served.bytes = Buffer.from(PACKAGE);
      served.bytes[at] = (served.bytes[at] ?? 0) ^ 1;
      expect(await install(machine)).toEqual({ status: 'fail', error: 'Package hash does not match' });
    }
    expect(machine.menu.drinks).toEqual(DRINKS);
  });

  it('is refused when only the stronger hash tells that it is another file', async () => {
    const machine = await open();
    expect(await install(machine, { sha256: digest('sha256', Buffer.from('other')) })).toMatchObject({
      status: 'fail',
    });
    expect(await install(machine, { sha256: undefined })).toMatchObject({ status: 'success' });
  });

  it('follows no redirect and takes no error page for a package', async () => {
    const machine = await open();
    served.status = 302;
    expect(await install(machine)).toEqual({ status: 'fail', error: 'Download answered 302' });
    served.status = 404;
    expect(await install(machine)).toEqual({ status: 'fail', error: 'Download answered 404' });
    expect(asked).toHaveLength(2);
  });

  it('fails on a whole file that is no package', async () => {
    const machine = await open();
    served.bytes = Buffer.from('{"recipes": [{"id": "x"}]}');
    await expect(
      install(machine, { package_hash: digest('md5', served.bytes), sha256: undefined }),
    ).rejects.toThrow('unknown layout');
    expect(machine.menu.drinks).toEqual(DRINKS);
  });
});
