// Text of the event stream (HTML standard, server-sent events), made once per event and not once per browser.
import type { LiveEvent } from '@coffee/platform/live';

export interface SseEvent {
  id: string;
  event: string;
  data: unknown;
  /** Milliseconds after which a browser that lost us comes back. */
  retry?: number;
}

/** JSON never holds a line break, so one `data:` line is enough. */
export function eventText({ id, event, data, retry }: SseEvent): string {
  const wait = retry === undefined ? '' : `retry: ${retry}\n`;
  return `${wait}id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

const texts = new WeakMap<LiveEvent, string>();

export function liveText(event: LiveEvent): string {
  const known = texts.get(event);
  if (known !== undefined) return known;
  const text = eventText(event);
  texts.set(event, text);
  return text;
}

/** The same bytes for every browser; chunked framing included, for `http` would add it anew for each of them. */
export class Frame {
  private readonly plain: Buffer;
  private framed: Buffer | null = null;

  constructor(text: string) {
    this.plain = Buffer.from(text, 'utf8');
  }

  bytes(chunked: boolean): Buffer {
    if (!chunked) return this.plain;
    this.framed ??= Buffer.concat([
      Buffer.from(`${this.plain.length.toString(16)}\r\n`, 'latin1'),
      this.plain,
      Buffer.from('\r\n', 'latin1'),
    ]);
    return this.framed;
  }
}
