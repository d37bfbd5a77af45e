import { randomUUID } from 'node:crypto';
import { isSaneRequestId, REQUEST_ID_HEADER } from '@coffee/platform/context';
import type { Logger } from '@coffee/platform/logging';
import type { ProcessMetrics } from '@coffee/platform/metrics';
import { clientAddress, type EdgeRequest, type EdgeResponse } from './edge-request';

interface Series {
  count(): void;
  observe(seconds: number): void;
}

/** One line in the log for this many requests of machines; their failures are always told. */
const DEVICE_SAMPLE = 1_000;
/** Scraped and polled all the time. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

/** Sees each request begin and end: its id, its count and time, its line in the log. */
export class RequestObserver {
  private readonly series = new Map<string, Series>();
  private deviceRequests = 0;

  constructor(
    private readonly metrics: ProcessMetrics,
    private readonly logger: Logger,
    private readonly trustedProxies: number,
  ) {}

  begin(request: EdgeRequest, response: EdgeResponse): void {
    const told = request.headers['x-request-id'];
    const id = isSaneRequestId(told) ? told : randomUUID();
    const ip = clientAddress(request, this.trustedProxies);
    request.edge = { id, ip, startedAt: performance.now(), route: null, actor: null, isStatic: false };
    response.setHeader(REQUEST_ID_HEADER, id);
    response.once('close', () => this.end(request, response));
  }

  private end(request: EdgeRequest, response: EdgeResponse): void {
    const milliseconds = performance.now() - request.edge.startedAt;
    const series = this.seriesOf(request, response);
    series.count();
    series.observe(milliseconds / 1000);
    if (this.worthALine(request, response))
      this.logger.info(lineOf(request, response, milliseconds), 'request');
  }

  /** Labels are hashed once per route and status, not once per request. */
  private seriesOf(request: EdgeRequest, response: EdgeResponse): Series {
    const route = request.edge.route?.template ?? (request.edge.isStatic ? 'static' : 'unmatched');
    const method = request.edge.route?.method ?? knownMethod(request.method);
    const status = String(response.statusCode);
    const key = `${method} ${route} ${status}`;
    const known = this.series.get(key);
    if (known) return known;
    const labels = { method, route, status };
    const counter = this.metrics.apiRequests.labels(labels);
    const histogram = this.metrics.apiDuration.labels(labels);
    const made: Series = { count: () => counter.inc(), observe: (seconds) => histogram.observe(seconds) };
    this.series.set(key, made);
    return made;
  }

  private worthALine({ edge }: EdgeRequest, response: EdgeResponse): boolean {
    if (edge.route === null) return response.statusCode >= 400;
    if (edge.route.access?.kind !== 'device') return !QUIET.has(edge.route.path);
    if (response.statusCode >= 500 && response.statusCode !== 503) return true;
    this.deviceRequests += 1;
    return this.deviceRequests % DEVICE_SAMPLE === 0;
  }
}

/** Without query (it may hold what people typed) and without headers (they hold secrets). */
function lineOf(request: EdgeRequest, response: EdgeResponse, milliseconds: number) {
  return {
    request_id: request.edge.id,
    method: request.method,
    path: request.url?.split('?', 1)[0]?.slice(0, 200),
    status: response.statusCode,
    ms: Math.round(milliseconds * 10) / 10,
    user_id: request.edge.actor?.userId ?? undefined,
    aborted: response.writableFinished ? undefined : true,
  };
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function knownMethod(method: string | undefined): string {
  return method && METHODS.has(method) ? method : 'OTHER';
}
