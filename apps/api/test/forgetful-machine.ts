import type { CommandResult, PendingCommand } from '@coffee/device-protocol/commands';
import { eventually } from '@coffee/testing/eventually';

const POLL_SECONDS = 20;
const RETRY_MS = 50;
/** The machine's patience is endless; the test's is shorter. */
const PATIENCE_MS = 600_000;

export interface Execution {
  type: string;
  times: number;
  /** The server has taken the result. */
  isAnswered: boolean;
  /** Executions of what the server had taken the result of. */
  afterAnswer: number;
}

/**
 * A machine like the first kiosks: it executes whatever it is handed, remembers nothing, and tells the result until the
 * server takes it. By its number it loses power between execution and result, fails, refuses, or tells a result twice.
 */
export class ForgetfulMachine {
  readonly executions = new Map<string, Execution>();
  /** Refused by the server although the line was good: what was asked and how it answered. */
  readonly refusals: string[] = [];
  cuts = 0;
  repeated = 0;
  private readonly power = new AbortController();
  private asked = 0;

  constructor(
    readonly id: string,
    private readonly index: number,
    private readonly urls: readonly string[],
  ) {}

  async run(): Promise<void> {
    while (this.isOn) {
      const commands = await this.poll();
      for (const command of commands) await this.carryOut(command);
    }
  }

  switchOff(): void {
    this.power.abort();
  }

  private get isOn(): boolean {
    return !this.power.signal.aborted;
  }

  private async poll(): Promise<PendingCommand[]> {
    return (await this.insist<PendingCommand[]>(`commands/pending?wait=${POLL_SECONDS}`)) ?? [];
  }

  private async carryOut(command: PendingCommand): Promise<void> {
    const { command_id: id, type } = command;
    const execution = this.executions.get(id) ?? { type, times: 0, isAnswered: false, afterAnswer: 0 };
    this.executions.set(id, execution);
    if (this.index % 2 === 0) await this.ask(`commands/${id}/ack`, {});
    execution.times += 1;
    if (execution.isAnswered) execution.afterAnswer += 1;
    if (this.index % 10 === 3 && execution.times === 1) {
      this.cuts += 1;
      return;
    }
    const result = this.resultOf(id);
    if (this.index % 7 === 2) {
      this.repeated += 1;
      await Promise.all([this.tell(result, execution), this.tell(result, execution)]);
    } else await this.tell(result, execution);
  }

  private resultOf(command_id: string): Pick<CommandResult, 'command_id' | 'status' | 'error_message'> {
    if (this.index % 11 === 5) return { command_id, status: 'fail', error_message: 'E21 boiler' };
    return { command_id, status: this.index % 23 === 7 ? 'unsupported' : 'success' };
  }

  private async tell(result: object, execution: Execution): Promise<void> {
    if ((await this.insist('command_result', result)) !== null) execution.isAnswered = true;
  }

  /** Null: switched off before there was an answer. */
  private async insist<T>(path: string, body?: object): Promise<T | null> {
    let answer: T | null = null;
    const isOver = async (): Promise<boolean> => {
      if (this.isOn) answer = await this.ask<T>(path, body);
      return answer !== null || !this.isOn;
    };
    await eventually(`${this.id} hears an answer to ${path}`, isOver, PATIENCE_MS, RETRY_MS);
    return answer;
  }

  /** Null: there was no answer, which says nothing about whether the server took it. The next one is asked of the other. */
  private async ask<T>(path: string, body?: object): Promise<T | null> {
    const base = this.urls[(this.index + this.asked) % this.urls.length] ?? '';
    try {
      const response = await fetch(`${base}/api/v1/devices/${this.id}/${path}`, {
        signal: this.power.signal,
        ...(body && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      const answer = (await response.json()) as { data: T };
      if (response.ok) return answer.data;
      if (response.status !== 503) this.refusals.push(`${this.id} ${path}: ${JSON.stringify(answer)}`);
    } catch {
      // The process is gone, or this machine's power.
    }
    this.asked += 1;
    return null;
  }
}
