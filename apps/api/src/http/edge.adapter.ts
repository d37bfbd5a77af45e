// Nest's Express adapter with our own front door: request ids, metrics, limits of the HTTP server, bodies and envelopes are
// handled here, once, and machines' routes are answered without entering Express at all.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { runWithContext } from '@coffee/platform/context';
import type { Logger } from '@coffee/platform/logging';
import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { writeAnswer, writeFailure } from './answer-writer';
import { DeviceRouter } from './device-router';
import type { EdgeRequest, EdgeResponse } from './edge-request';
import { readJsonBody } from './json-body';
import type { RequestObserver } from './request-observer';
import { describeRoute, type RouteRecord } from './route-record';

type NestHandler = (request: EdgeRequest, response: EdgeResponse, next?: () => void) => unknown;

/** Slow and idle clients are cut off; a kept connection outlives the pause between two heartbeats of most machines. */
const SERVER_LIMITS = {
  headersTimeout: 10_000,
  // The largest package over a slow line; other bodies have a limit of their own.
  requestTimeout: 900_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
} as const;
const MAX_CONNECTIONS = 20_000;
/** After this much of a shutdown the connections that are left are cut. */
const CLOSE_TIMEOUT_MS = 15_000;

/** What Express takes: a path and a handler of its own kind, which ours are without using anything of it. */
type Registration = Parameters<ExpressAdapter['get']>;

const nothingAfter = (): void => undefined;

export class EdgeAdapter extends ExpressAdapter {
  readonly routes: RouteRecord[] = [];
  private readonly deviceRouter = new DeviceRouter();
  private closing = false;

  constructor(
    private readonly observer: RequestObserver,
    private readonly edgeLogger: Logger,
  ) {
    super();
    this.set('etag', false);
    this.set('x-powered-by', false);
    this.set('query parser', 'simple');
  }

  override initHttpServer(): void {
    const server = createServer(SERVER_LIMITS, (request, response) =>
      this.onRequest(request as EdgeRequest, response as EdgeResponse),
    );
    server.maxConnections = MAX_CONNECTIONS;
    this.setHttpServer(server);
  }

  override get(...args: unknown[]): unknown {
    return super.get(...this.tagged('GET', args));
  }

  override post(...args: unknown[]): unknown {
    return super.post(...this.tagged('POST', args));
  }

  override put(...args: unknown[]): unknown {
    return super.put(...this.tagged('PUT', args));
  }

  override patch(...args: unknown[]): unknown {
    return super.patch(...this.tagged('PATCH', args));
  }

  override delete(...args: unknown[]): unknown {
    return super.delete(...this.tagged('DELETE', args));
  }

  override status(response: EdgeResponse, statusCode: number): unknown {
    response.statusCode = statusCode;
    return response;
  }

  override setHeader(response: EdgeResponse, name: string, value: string): unknown {
    return response.setHeader(name, value);
  }

  override reply(response: EdgeResponse, body: unknown, statusCode?: number): unknown {
    if (statusCode) response.statusCode = statusCode;
    if (body instanceof StreamableFile) return super.reply(response, body);
    if (response.headersSent) return undefined;
    return writeAnswer(response, body);
  }

  /** Stops accepting, lets the running requests finish, and cuts what is left after a while. */
  override close(): Promise<void> {
    this.closing = true;
    const server = this.getHttpServer() as Server;
    return new Promise((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      server.closeIdleConnections();
    });
  }

  private onRequest(request: EdgeRequest, response: EdgeResponse): void {
    this.observer.begin(request, response);
    if (this.closing) response.setHeader('Connection', 'close');
    const handler = this.deviceRouter.match(request);
    // No async context on machines' routes: in Node 20 it makes every promise of the process dearer once it is used.
    if (handler) return handler(request, response);
    const express = this.getInstance<(request: IncomingMessage, response: ServerResponse) => void>();
    runWithContext({ requestId: request.edge.id }, () => express(request, response));
  }

  /** Remembers what Nest registers, and gives each request its route and its body before the handler runs. */
  private tagged(method: string, args: unknown[]): Registration {
    const [path, registered] = args;
    if (args.length !== 2 || typeof path !== 'string' || typeof registered !== 'function')
      return args as Registration;
    const route = describeRoute(method, path, registered);
    if (!route) return args as Registration;
    this.routes.push(route);
    const handler = this.withBody(route, registered as NestHandler);
    if (route.access?.kind === 'device') this.deviceRouter.add(method, path, handler);
    return [path, handler] as unknown as Registration;
  }

  private withBody(route: RouteRecord, handler: NestHandler) {
    const { body } = route;
    return (request: EdgeRequest, response: EdgeResponse, next: () => void = nothingAfter): void => {
      request.edge.route = route;
      if (!body) return void handler(request, response, next);
      readJsonBody(request, body).then(
        (value) => {
          request.body = value;
          void handler(request, response, next);
        },
        (error: unknown) => writeFailure(response, error, this.edgeLogger),
      );
    };
  }
}
