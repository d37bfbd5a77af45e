import type { RegisterAnswer, RegisterDevice } from '@coffee/device-protocol/registration';
import type { DeviceApi } from './device-api';
import { RefusedError } from './errors';
import type { Identity, IdentityFile } from './identity-file';

const DEFAULT_HEARTBEAT_SECONDS = 30;
const DEFAULT_POLL_WAIT_SECONDS = 25;

/** Makes the server and this machine known to each other, and keeps the token that comes of it. */
export class Registrar {
  #identity: Identity | null = null;
  #registering: Promise<void> | null = null;

  constructor(
    private readonly file: IdentityFile,
    private readonly body: RegisterDevice,
    private readonly enrolmentToken: string | null,
  ) {}

  get token(): string | null {
    return this.#identity?.device_token ?? null;
  }

  get heartbeatSeconds(): number {
    return this.#identity?.heartbeat_interval_seconds ?? DEFAULT_HEARTBEAT_SECONDS;
  }

  get pollWaitSeconds(): number {
    return this.#identity?.poll_wait_seconds ?? DEFAULT_POLL_WAIT_SECONDS;
  }

  /** Reads what an earlier run left; false when there is nothing. */
  async load(): Promise<boolean> {
    this.#identity = await this.file.read();
    return this.#identity !== null;
  }

  /** Registers once; calls that arrive meanwhile share the answer. */
  register(api: DeviceApi, signal?: AbortSignal): Promise<void> {
    this.#registering ??= this.#attempt(api, signal).finally(() => (this.#registering = null));
    return this.#registering;
  }

  async #attempt(api: DeviceApi, signal?: AbortSignal): Promise<void> {
    const answer = await this.#ask(api, signal);
    this.#identity = {
      device_token: answer.device_token ?? this.token,
      heartbeat_interval_seconds: answer.heartbeat_interval_seconds,
      poll_wait_seconds: answer.poll_wait_seconds,
    };
    await this.file.write(this.#identity);
  }

  async #ask(api: DeviceApi, signal?: AbortSignal): Promise<RegisterAnswer> {
    if (this.token === null) return api.register(this.body, this.enrolmentToken, signal);
    try {
      return await api.register(this.body, this.token, signal);
    } catch (error) {
      const isStale = error instanceof RefusedError && error.status === 401;
      if (!isStale || this.enrolmentToken === null) throw error;
      return api.register(this.body, this.enrolmentToken, signal);
    }
  }
}
