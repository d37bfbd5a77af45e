// Redis as a doorbell: a private server on loopback, with a password, as an unprivileged user.
import net from 'node:net';
import path from 'node:path';
import { keptSecret, privateFolder, storeIdentity } from './identity.mjs';
import { lastLines } from './postgres.mjs';
import { hasEnded, launch, preferPort, sleep, StackError, stopChild } from './processes.mjs';
import { ensureRedisServer } from './programs.mjs';

/** @param {{ dir: string, port?: number, throwAway?: boolean, say?: (line: string) => void }} options */
export async function prepareRedis({ dir, port: wanted, throwAway = false, say }) {
  const binary = await ensureRedisServer(say);
  const identity = storeIdentity();
  const folder = privateFolder(dir, 'redis', identity);
  const password = keptSecret(path.join(dir, 'redis.password'));
  const port = await preferPort(wanted);
  const persistence = throwAway ? ['appendonly no', 'save ""'] : ['appendonly yes', 'appendfsync everysec'];
  const config = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir "${folder}"`,
    `requirepass ${password}`,
    'databases 256',
    'daemonize no',
    ...persistence,
  ];

  async function start(onOutput = () => {}) {
    const options = { ...identity, cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] };
    const child = await launch(binary, ['-'], options);
    const tail = [];
    const keep = (chunk) => tail.push(String(chunk)) > 20 && tail.shift();
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', onOutput);
      stream.on('data', keep);
    }
    // The configuration comes by standard input, so that the password shows in no process list and in no file.
    child.stdin.on('error', () => {});
    child.stdin.end(`${config.join('\n')}\n`);
    await untilPong(child, port, password, () => lastLines(tail.join(''), 2));
    for (const stream of [child.stdout, child.stderr]) stream.off('data', keep);
    return child;
  }
  const stop = (child) => stopChild(child, { signal: 'SIGTERM', patience: 10_000 });
  return { port, mark: `127.0.0.1:${port}`, url: `redis://:${password}@127.0.0.1:${port}`, start, stop };
}

async function untilPong(child, port, password, tail) {
  const until = Date.now() + 60_000;
  while (!hasEnded(child) && Date.now() < until) {
    if (await answersPing(port, password)) return;
    await sleep(25);
  }
  await stopChild(child, { patience: 1000 });
  throw new StackError(`Redis did not start: ${tail()}`);
}

function answersPing(port, password) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    const answer = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(1000, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.includes('PONG')) answer(true);
      else if (text.includes('\n-') || text.startsWith('-')) answer(false);
    });
  });
}
