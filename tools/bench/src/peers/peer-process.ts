import { createDataSource } from '@coffee/data/data-source';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import type { PeerKind } from '../contenders';
import { doorbellRoutes } from './doorbell';
import { floorRoutes } from './floor';
import { jsonServer } from './json-server';
import { naiveServer } from './naive';

/** As many connections as the product takes, so that no server waits where another does not. */
const POOL_SIZE = 10;
const IDLE_MS = 600_000;

/** Serves one peer on a port of its own and tells the parent which. */
export async function servePeer(kind: PeerKind, url: string): Promise<void> {
  const server = await (kind === 'naive' ? naive(url) : bare(kind, url));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.send?.({ port: (server.address() as AddressInfo).port });
  process.on('disconnect', () => process.exit(0));
}

async function bare(kind: 'floor' | 'doorbell', url: string): Promise<Server> {
  const routes =
    kind === 'doorbell'
      ? await doorbellRoutes(process.env.REDIS_URL ?? '')
      : floorRoutes(new Pool({ connectionString: url, max: POOL_SIZE, idleTimeoutMillis: IDLE_MS }));
  return jsonServer(routes);
}

async function naive(url: string): Promise<Server> {
  const db = createDataSource({ url, poolSize: POOL_SIZE, applicationName: 'bench-naive' });
  await db.initialize();
  return createServer(naiveServer(db));
}
