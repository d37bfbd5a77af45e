import { UnreachableError } from '@coffee/device-sdk/errors';
import type { Transport, TransportAnswer, TransportRequest } from '@coffee/device-sdk/transport';
import type { Dice } from './dice';

/** An outage that the simulator made itself: no fault of the server's. */
export class SimulatedOutage extends UnreachableError {}

export interface LineTrouble {
  /** How often an answer to a report is lost, so that the report is sent twice. */
  loss: number;
  /** How often the result of a command arrives twice though the first was answered. */
  repeat: number;
}

export const NO_LINE_TROUBLE: LineTrouble = { loss: 0, repeat: 0 };

/** A machine's line to the server: it can be cut, and now and then an answer is lost on the way. */
export class Line implements Transport {
  #isCut = false;
  #live = new AbortController();

  constructor(
    private readonly transport: Transport,
    private readonly dice: Dice,
    private readonly trouble: LineTrouble,
  ) {}

  cut(): void {
    this.#isCut = true;
    this.#live.abort();
  }

  restore(): void {
    this.#isCut = false;
    this.#live = new AbortController();
  }

  async send(request: TransportRequest): Promise<TransportAnswer> {
    if (this.#isCut) throw new SimulatedOutage('the line is cut');
    const answer = await this.#pass(request);
    if (request.path.endsWith('/command_result') && this.dice.chance(this.trouble.repeat)) {
      return this.#pass(request);
    }
    if (request.method === 'POST' && this.dice.chance(this.trouble.loss)) {
      throw new SimulatedOutage('the answer was lost on the way');
    }
    return answer;
  }

  /** The transport below is the fleet's, not this machine's. */
  close(): void {
    this.#live.abort();
  }

  async #pass(request: TransportRequest): Promise<TransportAnswer> {
    // Not `AbortSignal.any`: on Node 20 every use stays with the long-lived signal for ever.
    const live = this.#live.signal;
    const ending = new AbortController();
    const end = (): void => ending.abort();
    const sources = request.signal ? [request.signal, live] : [live];
    for (const source of sources) source.addEventListener('abort', end, { once: true });
    if (sources.some((source) => source.aborted)) end();
    try {
      return await this.transport.send({ ...request, signal: ending.signal });
    } catch (error) {
      throw live.aborted ? new SimulatedOutage('the line was cut') : error;
    } finally {
      for (const source of sources) source.removeEventListener('abort', end);
    }
  }
}
