import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { eventually } from './eventually';

export interface ReceivedEvent {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

/** A browser's EventSource that also keeps the raw text. */
export class EventStream {
  text = '';
  ended = false;

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (this.text += chunk));
    response.once('close', () => (this.ended = true));
    response.on('error', () => undefined);
  }

  /** Resolves with the answer's head, whatever its status. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const sent = request(url, { headers, agent: false });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return new EventStream(response);
  }

  get events(): ReceivedEvent[] {
    // What follows the last blank line has not come whole.
    return this.text
      .split('\n\n')
      .slice(0, -1)
      .filter((block) => /^data:/m.test(block))
      .map((block) => ({
        id: /^id: (.*)$/m.exec(block)?.[1] ?? '',
        event: /^event: (.*)$/m.exec(block)?.[1] ?? '',
        data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '{}') as Record<string, unknown>,
      }));
  }

  named(event: string): ReceivedEvent[] {
    return this.events.filter((received) => received.event === event);
  }

  async heard(event: string, count = 1): Promise<ReceivedEvent[]> {
    await eventually(`${count} ${event} arrived in: ${this.text}`, () => this.named(event).length >= count);
    return this.named(event);
  }

  close(): void {
    this.response.destroy();
  }
}
