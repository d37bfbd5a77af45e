import { Injectable } from '@nestjs/common';
import { RedisCommands } from '../redis';
import { LIVE_STREAM, fromEntry, isGap, type LiveEvent, type StreamEntry } from './live-event';
import { FIRST_STREAM_ID, compareStreamIds, isStreamId } from './stream-id';

interface StreamState {
  firstId: string | null;
  lastId: string;
  /** Nothing was ever cut off its beginning. */
  complete: boolean;
}

/** `reset`: what lies between cannot be told in full, so the client must read everything again. */
export type Replay = { reset: false; events: LiveEvent[] } | { reset: true };

/** Short questions to the stream: what was missed, and whether anything is lost for good. */
@Injectable()
export class LiveStream {
  constructor(private readonly redis: RedisCommands) {}

  async lastId(): Promise<string> {
    return (await this.state()).lastId;
  }

  /** True when nothing that came after `id` has left the stream, and `id` belongs to this stream and not to a former life of it. */
  async continuesFrom(id: string): Promise<boolean> {
    if (!isStreamId(id)) return false;
    const { firstId, lastId, complete } = await this.state();
    if (compareStreamIds(id, lastId) > 0) return false;
    if (compareStreamIds(id, lastId) === 0) return true;
    return complete && id === FIRST_STREAM_ID ? true : firstId !== null && compareStreamIds(firstId, id) <= 0;
  }

  /** What came after `id`, oldest first. Throws while Redis is away: the caller then answers with a reset. */
  async replay(id: string, limit: number): Promise<Replay> {
    if (!(await this.continuesFrom(id))) return { reset: true };
    const entries = await this.redis.connection.xrange(LIVE_STREAM, `(${id}`, '+', 'COUNT', limit + 1);
    if (entries.length > limit || entries.some((entry) => isGap(entry as StreamEntry)))
      return { reset: true };
    const events = entries.map((entry) => fromEntry(entry as StreamEntry)).filter((event) => event !== null);
    return { reset: false, events };
  }

  private async state(): Promise<StreamState> {
    try {
      return readState((await this.redis.connection.xinfo('STREAM', LIVE_STREAM)) as unknown[]);
    } catch (error) {
      if (error instanceof Error && error.message.includes('no such key')) {
        return { firstId: null, lastId: FIRST_STREAM_ID, complete: true };
      }
      throw error;
    }
  }
}

function readState(reply: unknown[]): StreamState {
  const fields = new Map<unknown, unknown>();
  for (let at = 0; at + 1 < reply.length; at += 2) fields.set(reply[at], reply[at + 1]);
  const first = fields.get('first-entry') as StreamEntry | null;
  return {
    firstId: first?.[0] ?? null,
    lastId: String(fields.get('last-generated-id')),
    complete: fields.get('entries-added') === fields.get('length'),
  };
}
