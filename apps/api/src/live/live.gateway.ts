import { LIVE_TOPICS, type LiveTopic } from '@coffee/contract/live';
import { CommandsReader } from '@coffee/features/commands';
import { Clock } from '@coffee/platform/clock';
import { Config } from '@coffee/platform/config';
import { InvalidArgument, NotFound, Unauthorized, Unavailable } from '@coffee/platform/errors';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { AnyRole, Drain, Raw, type EdgeRequest, type EdgeResponse } from '../http';
import { LiveClient, STREAM_HEADERS, type Viewer } from './live-client';
import { LiveHub } from './live-hub';
import { LiveSessions } from './live-sessions';

/** One process fans out to this many browsers before its event loop feels it. */
const MAX_CLIENTS = 8_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface Wish {
  topics: readonly LiveTopic[];
  batchId?: string;
}

/** Server-sent events. Every stream begins with `connected`; `Last-Event-ID` or `?last_event_id=` replays what was missed. */
@Controller('sse')
@AnyRole()
@Raw()
export class LiveGateway {
  constructor(
    private readonly hub: LiveHub,
    private readonly sessions: LiveSessions,
    private readonly commands: CommandsReader,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly drain: Drain,
  ) {}

  /** What happens, by topics (`topics=devices,orders`; all without it). */
  @Get('stream')
  stream(@Req() request: EdgeRequest, @Res() response: EdgeResponse): Promise<void> {
    return this.open(request, response, { topics: readTopics(single(request, 'topics')) });
  }

  @Get('devices')
  devices(@Req() request: EdgeRequest, @Res() response: EdgeResponse): Promise<void> {
    return this.open(request, response, { topics: ['devices'] });
  }

  @Get('alarms')
  alarms(@Req() request: EdgeRequest, @Res() response: EdgeResponse): Promise<void> {
    return this.open(request, response, { topics: ['alarms'] });
  }

  /** How one batch of commands gets on; 404 for one that is not there or not within reach. */
  @Get('dispatch/:batch_id')
  dispatch(@Req() request: EdgeRequest, @Res() response: EdgeResponse): Promise<void> {
    const batchId = request.params.batch_id ?? '';
    if (!UUID.test(batchId)) {
      throw new InvalidArgument('batch_id must be a UUID', { details: { field: 'batch_id' } });
    }
    return this.open(request, response, { topics: ['commands'], batchId: batchId.toLowerCase() });
  }

  private async open(request: EdgeRequest, response: EdgeResponse, wish: Wish): Promise<void> {
    const viewer = await this.admit(request);
    const { actor } = request.edge;
    if (wish.batchId && actor) await this.commands.batch(actor, wish.batchId);
    if (request.method === 'HEAD') return void response.writeHead(200, STREAM_HEADERS).end();
    const { socket } = response;
    // Gone while we asked.
    if (!socket || response.destroyed) return;
    const merchantId = actor?.merchantId ?? null;
    const interest = { merchantId, topics: wish.topics, batchId: wish.batchId ?? null };
    const client = new LiveClient(response, socket, interest, viewer, (left) => this.hub.leave(left));
    const resumeFrom = lastEventId(request);
    forgetRequest(request, response);
    this.sessions.watch();
    const greeting = { topics: wish.topics, time: this.clock.now().toISOString() };
    await this.hub.join(client, greeting, resumeFrom);
  }

  private async admit(request: EdgeRequest): Promise<Viewer> {
    if (!this.config.enableSse) throw new NotFound('Live events are switched off');
    const userId = request.edge.actor?.userId ?? null;
    if (userId === null) throw new Unauthorized();
    if (this.drain.isDraining || this.hub.size >= MAX_CLIENTS) {
      throw new Unavailable('Too many live streams here, try again', { retryAfterSeconds: 10 });
    }
    if (!(await this.hub.isFollowing())) {
      throw new Unavailable('Live events are away, try again', { retryAfterSeconds: 5 });
    }
    return { userId, sessionId: (request as EdgeRequest & { sessionID: string }).sessionID };
  }
}

/**
 * A stream may live for days: what the session keeps for the answer's end is let go. That end is no sign of life of the
 * person either, and would prolong the session.
 */
function forgetRequest(request: EdgeRequest, response: EdgeResponse): void {
  for (const wrapped of ['end', 'write', 'writeHead']) Reflect.deleteProperty(response, wrapped);
  Object.assign(request, {
    session: undefined,
    sessionStore: undefined,
    sessionID: undefined,
    user: undefined,
  });
}

function readTopics(text: string | undefined): readonly LiveTopic[] {
  if (text === undefined || text.trim() === '') return LIVE_TOPICS;
  const asked = [...new Set(text.split(',').map((topic) => topic.trim()))].filter((topic) => topic !== '');
  const unknown = asked.find((topic) => !(LIVE_TOPICS as readonly string[]).includes(topic));
  if (unknown !== undefined) {
    throw new InvalidArgument(`There is no topic ${unknown}`, {
      details: { field: 'topics', valid: LIVE_TOPICS },
    });
  }
  return asked as LiveTopic[];
}

function lastEventId(request: EdgeRequest): string | null {
  const header = request.headers['last-event-id'];
  const told = typeof header === 'string' && header !== '' ? header : single(request, 'last_event_id');
  return told === undefined || told === '' ? null : told;
}

function single(request: EdgeRequest, name: string): string | undefined {
  const value = request.query[name];
  return Array.isArray(value) ? value.join(',') : value;
}
