// The limit of a command's way to a waiting machine: a message through Redis and an empty answer. Nothing is recorded.
import { Redis } from 'ioredis';
import type { Reply, Route } from './json-server';

const CHANNEL = 'bench:doorbell';
const PATH = /^\/api\/v1\/devices\/([^/]+)\/(commands|command_result|commands\/pending\?wait=\d+)$/;

interface Ring {
  command_id: string;
  device: string;
  /** Milliseconds since 1970, with a fraction: the moment before it was published. */
  issued_at: string;
}

export async function doorbellRoutes(redisUrl: string): Promise<Route> {
  const publisher = new Redis(redisUrl);
  const subscriber = new Redis(redisUrl, { enableReadyCheck: false, maxRetriesPerRequest: null });
  const waiting = new Map<string, (reply: Reply) => void>();
  subscriber.on('message', (_channel: string, text: string) => {
    const ring = JSON.parse(text) as Ring;
    waiting.get(ring.device)?.({ status: 200, data: [ring] });
    waiting.delete(ring.device);
  });
  await subscriber.subscribe(CHANNEL);
  const publish = async (device: string): Promise<Reply> => {
    const ring: Ring = {
      command_id: '',
      device,
      issued_at: String(performance.timeOrigin + performance.now()),
    };
    await publisher.publish(CHANNEL, JSON.stringify(ring));
    return { status: 201, data: null };
  };
  return (path) => {
    const [, device, verb] = PATH.exec(path) ?? [];
    if (device === undefined) return null;
    if (verb === 'commands') return publish(device);
    if (verb === 'command_result') return Promise.resolve({ status: 200, data: null });
    return new Promise((resolve) => waiting.set(device, resolve));
  };
}
