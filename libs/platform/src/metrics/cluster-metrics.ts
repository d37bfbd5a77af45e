// `/metrics` is answered by whichever process of the API gets the request, and must speak for all of them: it asks the
// primary, which asks every process (node:cluster has no other way between siblings).
import cluster, { type Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { register } from 'prom-client';
import type { MetricsSnapshot } from './snapshots';

const ASK_ALL = 'coffee:metrics:ask-all';
const ASK_ONE = 'coffee:metrics:ask-one';
const TELL_PRIMARY = 'coffee:metrics:tell-primary';
const TELL_ALL = 'coffee:metrics:tell-all';
const ANSWER_MS = 2_000;

interface Message {
  type: string;
  id: string;
  snapshots?: MetricsSnapshot[];
}

/** The counters of every process of this API; of this one alone when it was not forked. */
export async function collectProcesses(): Promise<MetricsSnapshot[]> {
  if (!cluster.isWorker || !process.connected) return [await register.getMetricsAsJSON()];
  const id = randomUUID();
  const answered = nextMessage(process, (message) => message.type === TELL_ALL && message.id === id);
  process.send?.({ type: ASK_ALL, id });
  return (await answered)?.snapshots ?? [await register.getMetricsAsJSON()];
}

/** For a forked process: lets the primary ask it. Returns the function that ends it. */
export function answerPrimary(): () => void {
  if (!cluster.isWorker) return () => undefined;
  const listener = (raw: unknown): void => {
    const message = raw as Message;
    if (message?.type !== ASK_ONE) return;
    void register
      .getMetricsAsJSON()
      .then((snapshot) => process.send?.({ type: TELL_PRIMARY, id: message.id, snapshots: [snapshot] }));
  };
  process.on('message', listener);
  return () => process.off('message', listener);
}

/** For the primary, once, before it forks. */
export function serveClusterMetrics(): void {
  cluster.on('message', (asking: Worker, raw: unknown) => {
    const message = raw as Message;
    if (message?.type !== ASK_ALL) return;
    void askEveryone(message.id).then((snapshots) => {
      if (asking.isConnected()) asking.send({ type: TELL_ALL, id: message.id, snapshots });
    });
  });
}

async function askEveryone(id: string): Promise<MetricsSnapshot[]> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  const connected = workers.filter((worker) => worker.isConnected());
  const answers = connected.map((worker) => {
    const answered = nextMessage(worker, (message) => message.type === TELL_PRIMARY && message.id === id);
    worker.send({ type: ASK_ONE, id });
    return answered;
  });
  return (await Promise.all(answers)).flatMap((message) => message?.snapshots ?? []);
}

interface Emitter {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

/** Null when none came in time: a process that is dying must not take the scrape with it. */
function nextMessage(from: Emitter, wanted: (message: Message) => boolean): Promise<Message | null> {
  return new Promise((resolve) => {
    const settle = (message: Message | null): void => {
      clearTimeout(timer);
      from.off('message', listener);
      resolve(message);
    };
    const listener = (raw: unknown): void => {
      const message = raw as Message | null;
      if (message !== null && typeof message === 'object' && wanted(message)) settle(message);
    };
    const timer = setTimeout(() => settle(null), ANSWER_MS);
    from.on('message', listener);
  });
}
