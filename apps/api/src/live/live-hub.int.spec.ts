import { SessionWatch, type WatchedSession } from '@coffee/features/auth';
import { Config, ConfigModule, loadConfig } from '@coffee/platform/config';
import { LiveModule, LivePublisher } from '@coffee/platform/live';
import { MetricsModule } from '@coffee/platform/metrics';
import { RedisCommands } from '@coffee/platform/redis';
import { EventStream } from '@coffee/testing/event-stream';
import { eventually } from '@coffee/testing/eventually';
import { Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Drain, type EdgeResponse } from '../http';
import { LiveClient } from './live-client';
import { LiveHub } from './live-hub';
import { LiveSessions } from './live-sessions';

function ownRedis(): string {
  const url = new URL(loadConfig().redisUrl);
  url.pathname = '/14';
  return url.toString();
}

const event = (n: number, padding = '') => ({
  order_id: `O-${n}${padding}`,
  device_id: 'CM-1',
  total_price: 1,
  currency: 'CNY',
  payment_status: 'paid' as const,
  is_test: false,
  created_at: '2026-03-10T12:00:00.000Z',
});

describe('LiveHub', () => {
  let app: TestingModule;
  let hub: LiveHub;
  let sessions: LiveSessions;
  let publisher: LivePublisher;
  let server: Server;
  let url: string;
  let standing: WatchedSession[];

  beforeEach(async () => {
    Logger.overrideLogger(false);
    standing = [];
    const config = new Config({ ...loadConfig(), redisUrl: ownRedis() });
    @Module({
      imports: [ConfigModule.of(config), LiveModule, MetricsModule],
      providers: [
        Drain,
        LiveHub,
        LiveSessions,
        { provide: SessionWatch, useValue: { standing: () => Promise.resolve(standing) } },
      ],
    })
    class SpecModule {}
    app = await Test.createTestingModule({ imports: [SpecModule] }).compile();
    await app.init();
    await app.get(RedisCommands).whenReady();
    await app.get(RedisCommands).connection.flushdb();
    [hub, sessions, publisher] = [app.get(LiveHub), app.get(LiveSessions), app.get(LivePublisher)];
    await hub.isFollowing();
    server = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '/', 'http://spec');
      const viewer = { sessionId: searchParams.get('sid') ?? 's', userId: 1 };
      const interest = {
        merchantId: Number(searchParams.get('merchant') ?? 1),
        topics: ['orders' as const],
        batchId: null,
      };
      const client = new LiveClient(response as EdgeResponse, request.socket, interest, viewer, (left) =>
        hub.leave(left),
      );
      void hub.join(client, {}, searchParams.get('from'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await app.close();
  });

  const tell = (n: number, padding = '') =>
    publisher.publish('order.created', { merchantId: 1 }, event(n, padding));

  it('loses and repeats nothing when a browser comes back in the middle of a burst', async () => {
    const first = await EventStream.open(url);
    await first.heard('connected');
    for (let n = 0; n < 300; n += 1) tell(n);
    await first.heard('order.created', 5);
    first.close();
    const lastId = first.named('order.created').at(-1)?.id ?? '';
    const heard = first.named('order.created').length;
    for (let n = 300; n < 600; n += 1) tell(n);
    const second = await EventStream.open(`${url}?from=${lastId}`);
    for (let n = 600; n < 900; n += 1) tell(n);
    await second.heard('order.created', 900 - heard);
    const ids = [...first.named('order.created'), ...second.named('order.created')].map(
      (told) => told.data.order_id,
    );
    expect(ids).toEqual(Array.from({ length: 900 }, (_, n) => `O-${n}`));
    second.close();
    await eventually('both are gone', () => hub.size === 0);
  });

  it('cuts off a browser that does not read, and the others hear all', async () => {
    const { hostname, port } = new URL(url);
    const sleeper = connect(Number(port), hostname);
    sleeper.on('error', () => undefined);
    sleeper.write('GET / HTTP/1.1\r\nHost: spec\r\n\r\n');
    await once(sleeper, 'readable');
    const reader = await EventStream.open(url);
    await reader.heard('connected');
    await eventually('both are here', () => hub.size === 2);

    const padding = 'x'.repeat(8_000);
    let n = 0;
    await eventually('the sleeper is cut off', () => {
      for (let more = 0; more < 20; more += 1) tell((n += 1), padding);
      return hub.size === 1;
    });
    await reader.heard('order.created', n);
    expect(reader.ended).toBe(false);
    reader.close();
    sleeper.destroy();
  });

  it('speaks to a proxy of HTTP/1.0 without chunks', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    let text = '';
    socket.on('data', (chunk: string) => (text += chunk));
    socket.write('GET / HTTP/1.0\r\n\r\n');
    await eventually('it is greeted', () => text.includes('event: connected'));
    tell(1);
    await eventually('it hears', () => text.includes('O-1'));
    const body = text.slice(text.indexOf('\r\n\r\n') + 4);
    expect(body).toMatch(
      /^retry: 3000\nid: [\d-]+\nevent: connected\ndata: \{\}\n\nid: [\d-]+\nevent: order.created\n/,
    );
    socket.destroy();
  });

  it('ends the streams of sessions that hold no more, or that moved to another merchant', async () => {
    const [stays, signedOut, moved] = await Promise.all([
      EventStream.open(`${url}?sid=stays`),
      EventStream.open(`${url}?sid=out`),
      EventStream.open(`${url}?sid=moved`),
    ]);
    await Promise.all([stays, signedOut, moved].map((stream) => stream.heard('connected')));
    standing = [
      { sid: 'stays', userId: 1, merchantId: 1 },
      { sid: 'moved', userId: 1, merchantId: 2 },
    ];
    await sessions.check();
    await eventually('two are ended', () => signedOut.ended && moved.ended);
    expect(stays.ended).toBe(false);
    expect(hub.size).toBe(1);
    stays.close();
  });

  it('says reset to who missed more than can be told', async () => {
    const first = await EventStream.open(url);
    await first.heard('connected');
    tell(0);
    const [start] = await first.heard('order.created');
    for (let n = 1; n <= 1_200; n += 1) tell(n);
    await first.heard('order.created', 1_201);
    const late = await EventStream.open(`${url}?from=${start?.id}`);
    await late.heard('reset');
    expect(late.named('order.created')).toEqual([]);
    tell(2_000);
    await late.heard('order.created');
    first.close();
    late.close();
  });

  it('keeps nothing of browsers that came and went', async () => {
    for (let round = 0; round < 5; round += 1) {
      const streams = await Promise.all(Array.from({ length: 40 }, () => EventStream.open(url)));
      await Promise.all(streams.map((stream) => stream.heard('connected')));
      for (const stream of streams) stream.close();
      await eventually('all are gone', () => hub.size === 0);
    }
    expect([...hub.clients()]).toEqual([]);
  });
});
