import { createDataSource } from '@coffee/data/data-source';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { floorRoutes } from './floor';
import { jsonServer } from './json-server';
import { naiveServer } from './naive';

/** As many connections as the product takes, so that no server waits where another does not. */
const POOL_SIZE = 10;

/** Serves one peer on a port of its own and tells the parent which. */
export async function servePeer(kind: 'floor' | 'naive', url: string): Promise<void> {
  const server = kind === 'floor' ? serveFloor(url) : await serveNaive(url);
  await new Promise((resolve) => server.once('listening', resolve));
  process.send?.({ port: (server.address() as AddressInfo).port });
  process.on('disconnect', () => process.exit(0));
}

function serveFloor(url: string): Server {
  const pool = new Pool({ connectionString: url, max: POOL_SIZE });
  return jsonServer(floorRoutes(pool)).listen(0, '127.0.0.1');
}

async function serveNaive(url: string): Promise<Server> {
  const db = createDataSource({ url, poolSize: POOL_SIZE, applicationName: 'bench-naive' });
  await db.initialize();
  return naiveServer(db).listen(0, '127.0.0.1');
}
