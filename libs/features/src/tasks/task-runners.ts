import 'reflect-metadata';
import type { TenantTx } from '@coffee/data/tenant-db';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { ClaimedTask, TaskFileRecord } from './task-claims';
import type { LogLine } from './task-journal';
import { definedTasks, type TaskType } from './task-types';

const RUNS_TASK = Symbol('coffee:runs-task');

/** Counted work: `unit` is one of the words that the admin knows, such as `rows`. */
export interface Counted {
  done: number;
  total: number;
  unit: string;
}

export interface TaskRun {
  readonly task: ClaimedTask;
  /** Begins a step of the type's plan and ends the one before it. The first one runs from the start. */
  step(name: string): Promise<void>;
  /** A line of the task's log: a few for a whole work, not one for each row. */
  log(line: LogLine): Promise<void>;
  /**
   * Of the step: a percentage, or what was counted. Throws `TaskGivenUp` when the work must stop: let it pass. Call it at every step
   * of a long work; it is cheap.
   */
  progress(told: number | Counted): Promise<void>;
  /**
   * Keeps what came of it so far in `result`, within the caller's transaction: what is kept there is done, whatever
   * dies. Throws `TaskGivenUp` when the task is ours no more, so that nothing is written after a cancellation.
   */
  keep(tx: TenantTx, result: object): Promise<void>;
  /** Aborted at the same moment, for work that waits elsewhere. */
  readonly signal: AbortSignal;
}

export interface TaskOutcome {
  resultUrl?: string;
  file?: TaskFileRecord;
  result?: object;
}

/** Must be safe to run twice: a worker may die after the work and before it said so. */
export type TaskRunner<Params extends object> = (params: Params, run: TaskRun) => Promise<TaskOutcome | void>;

/** Marks the method of a worker's provider that does this kind of task. */
export function RunsTask<Params extends object>(type: TaskType<Params>) {
  return <T extends TaskRunner<Params>>(
    _target: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => {
    Reflect.defineMetadata(RUNS_TASK, type.type, descriptor.value as object);
  };
}

interface FoundRunner {
  type: string;
  place: string;
  run: TaskRunner<object>;
}

/** Who does it, and in which steps. */
interface KnownRunner {
  run: TaskRunner<object>;
  steps: TaskType['steps'];
}

/** Knows who does which kind of task, and refuses to start when one has no runner or two. */
@Injectable()
export class TaskRunners implements OnApplicationBootstrap {
  private readonly runners = new Map<string, KnownRunner>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onApplicationBootstrap(): void {
    const found = this.discovery
      .getProviders()
      .filter((wrapper) => wrapper.isDependencyTreeStatic())
      .map((wrapper) => wrapper.instance as Record<string, unknown> | null)
      .filter(
        (instance): instance is Record<string, unknown> => typeof instance === 'object' && instance !== null,
      )
      .flatMap((instance) => this.runnersOf(instance));
    for (const definition of definedTasks())
      this.accept(
        definition,
        found.filter((runner) => runner.type === definition.type),
      );
  }

  find(type: string): KnownRunner | null {
    return this.runners.get(type) ?? null;
  }

  private accept({ type, steps }: TaskType, found: readonly FoundRunner[]): void {
    const [runner, second] = found;
    if (!runner) throw new Error(`The task type "${type}" has no runner`);
    if (second)
      throw new Error(`The task type "${type}" has several runners: ${runner.place}, ${second.place}`);
    this.runners.set(type, { run: runner.run, steps });
  }

  private runnersOf(instance: Record<string, unknown>): FoundRunner[] {
    const prototype = Object.getPrototypeOf(instance) as object | null;
    if (prototype === null || prototype === Object.prototype) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const method = instance[name];
      const type =
        typeof method === 'function'
          ? (Reflect.getMetadata(RUNS_TASK, method) as string | undefined)
          : undefined;
      if (type === undefined) return [];
      return [
        {
          type,
          place: `${prototype.constructor.name}.${name}`,
          run: (method as TaskRunner<object>).bind(instance),
        },
      ];
    });
  }
}
