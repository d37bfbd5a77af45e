import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Task } from '@coffee/contract/tasks';
import { loadConfig } from '@coffee/platform/config';
import { eventually } from '@coffee/testing/eventually';
import type { HttpClient } from '@coffee/testing/http-client';
import { startApi, type TestApi } from '@coffee/testing/stack';
import { Workbook } from 'exceljs';
import { makeWorld, type World } from './isolation-world';
import { allOperations, type Operation } from './routes';

const THEIRS = 'zzcanary';
const OURS = 'ours';
const ROLES = ['admin', 'ops', 'viewer'] as const;

describe('a file of one merchant', () => {
  let api: TestApi;
  let storage: string;
  let ours: World;
  let exportsOfAll: Operation[];

  beforeAll(async () => {
    storage = await mkdtemp(join(tmpdir(), 'isolation-files-'));
    const redis = new URL(loadConfig().redisUrl);
    redis.pathname = '/8';
    api = await startApi({ worker: true, env: { STORAGE_DIR: storage, REDIS_URL: redis.toString() } });
    await api.database.dataSource.query(
      `insert into materials (code, name, type, unit) values ('BEAN_A', 'Beans', 'bean', 'g')`,
    );
    ours = await makeWorld(api, OURS, storage);
    await makeWorld(api, THEIRS, storage);
    exportsOfAll = (await allOperations(ours.clients.admin)).filter(
      ({ method, template, isDevice }) => method === 'GET' && !isDevice && /\/export$|\.csv$/.test(template),
    );
  });
  afterAll(async () => {
    await api?.stop();
    await rm(storage, { recursive: true, force: true });
  });

  const bytesOf = async (client: HttpClient, path: string): Promise<{ status: number; bytes: Buffer }> => {
    const response = await fetch(api.url + path, { headers: { cookie: String(client.sessionCookie) } });
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const textOf = async (bytes: Buffer): Promise<string> => {
    if (!bytes.subarray(0, 2).equals(Buffer.from('PK'))) return bytes.toString('utf8');
    const book = new Workbook();
    await book.xlsx.load(bytes as unknown as ArrayBuffer);
    return JSON.stringify(book.worksheets.map((sheet) => sheet.getSheetValues()));
  };

  it.each(ROLES)('holds nothing of another, whatever %s exports', async (role) => {
    const client = ours.clients[role];
    expect(exportsOfAll.length).toBeGreaterThan(3);
    for (const { template, filters } of exportsOfAll) {
      for (const format of filters.includes('format') ? ['?format=csv', '?format=xlsx'] : ['']) {
        const path = template + format;
        let { status, bytes } = await bytesOf(client, path);
        if (status === 403) continue;
        if (status === 202) {
          const { task_id: id } = (JSON.parse(bytes.toString()) as { data: { task_id: string } }).data;
          const task = async () => (await client.get<Task>(`/api/v1/tasks/${id}`)).data;
          await eventually('the export ends', async () => (await task()).finished_at !== null, 30_000);
          ({ status, bytes } = await bytesOf(client, `/api/v1/tasks/${id}/download`));
        }
        const text = await textOf(bytes);
        expect([path, status, text.includes(THEIRS)]).toEqual([path, 200, false]);
      }
    }
  });
});
