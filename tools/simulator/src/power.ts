import type { DeviceClient } from '@coffee/device-sdk/device-client';

/** Whether a machine runs. Its SDK client lives from switching on to the next cut; what it queued stays on disk. */
export class Power {
  #cut = new AbortController();
  #client: DeviceClient | null = null;
  #leftQueued = 0;

  constructor(private readonly open: () => Promise<DeviceClient>) {}

  /** The SDK's client of the moment; there is none while the power is cut. */
  get client(): DeviceClient {
    if (!this.#client) throw new Error('no power');
    return this.#client;
  }

  /** Aborts when the power goes. */
  get signal(): AbortSignal {
    return this.#cut.signal;
  }

  get isConnected(): boolean {
    return this.#client?.isConnected ?? false;
  }

  get queued(): number {
    return this.#client?.queued ?? this.#leftQueued;
  }

  /** Whether the power has not been cut since the machine ran with this client. */
  runs(client: DeviceClient): boolean {
    return this.#client === client && !this.#cut.signal.aborted;
  }

  async on(): Promise<DeviceClient> {
    this.#cut = new AbortController();
    this.#client = await this.open();
    return this.#client;
  }

  cut(): void {
    this.#cut.abort();
  }

  async off(): Promise<void> {
    this.#cut.abort();
    await this.#client?.stop();
    this.#leftQueued = this.queued;
    this.#client = null;
  }

  /** Delivers what it can in so long, while there is power. */
  async flush(ms: number): Promise<void> {
    await this.#client?.flush(ms);
  }
}
