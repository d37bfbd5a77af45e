// PostgreSQL and Redis for whoever needs them: for `npm start` with kept state, for tests thrown away at the end.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeFolder } from './identity.mjs';
import { preparePostgres } from './postgres.mjs';
import { prepareRedis } from './redis.mjs';

/**
 * Prepares the stores that the environment does not name. Answers the list of stores ({ name, start, stop, port }) in the
 * order to start them, and the variables that lead to all of them.
 */
export async function prepareStores({
  dir,
  env = process.env,
  ports = {},
  throwAway = false,
  database,
  say,
}) {
  const given = { DATABASE_URL: env.DATABASE_URL, REDIS_URL: env.REDIS_URL };
  const stores = [];
  if (!given.REDIS_URL) {
    const redis = await prepareRedis({ dir, port: ports.redis, throwAway, say });
    stores.push({ name: 'redis', ...redis });
    given.REDIS_URL = redis.url;
  }
  if (!given.DATABASE_URL) {
    const postgres = await preparePostgres({ dir, port: ports.postgres, throwAway, database });
    stores.push({ name: 'postgres', ...postgres });
    given.DATABASE_URL = postgres.url;
  }
  return { stores, env: given };
}

/**
 * Throw-away stores on random ports in a temporary folder; the caller's DATABASE_URL and REDIS_URL are not looked at.
 * `durable`: a commit costs what it costs in earnest.
 */
export async function startThrowAwayServices({ say, durable = false } = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'coffee-admin-'));
  fs.chmodSync(dir, 0o711);
  const running = [];
  const stop = async () => {
    await Promise.allSettled(running.map(({ store, child }) => store.stop(child)));
    for (const name of ['postgres', 'redis']) removeFolder(path.join(dir, name));
    fs.rmSync(dir, { recursive: true, force: true });
  };
  try {
    const { stores, env } = await prepareStores({ dir, env: {}, throwAway: !durable, say });
    for (const store of stores) running.push({ store, child: await store.start() });
    return { env, dir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
