import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { HANDLES, type JobHandler } from './handles.decorator';
import type { JobDefinition } from './job-definition';

export interface BoundHandler {
  job: JobDefinition;
  /** For messages: `TasksProcessor.run`. */
  place: string;
  run: JobHandler;
}

/** Finds the methods marked with `@Handles` among all providers. */
@Injectable()
export class JobHandlers {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  collect(): BoundHandler[] {
    return this.discovery
      .getProviders()
      .filter((wrapper) => wrapper.isDependencyTreeStatic())
      .map((wrapper) => wrapper.instance as Record<string, unknown> | null)
      .filter(
        (instance): instance is Record<string, unknown> => typeof instance === 'object' && instance !== null,
      )
      .flatMap((instance) => this.handlersOf(instance));
  }

  private handlersOf(instance: Record<string, unknown>): BoundHandler[] {
    const prototype = Object.getPrototypeOf(instance) as object | null;
    if (prototype === null || prototype === Object.prototype) return [];
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const method = instance[name];
      const job = typeof method === 'function' ? jobOf(method) : undefined;
      if (!job) return [];
      const run = (method as JobHandler).bind(instance);
      return [{ job, run, place: `${prototype.constructor.name}.${name}` }];
    });
  }
}

function jobOf(method: object): JobDefinition | undefined {
  return Reflect.getMetadata(HANDLES, method) as JobDefinition | undefined;
}

/** What is wrong, one line each: a declared job without a processor, or with several. Empty when all is well. */
export function missingOrDoubled(
  jobs: readonly JobDefinition[],
  handlers: readonly BoundHandler[],
): string[] {
  const names = new Set([...jobs.map((job) => job.name), ...handlers.map(({ job }) => job.name)]);
  return [...names].flatMap((name) => {
    const places = handlers.filter(({ job }) => job.name === name).map(({ place }) => place);
    if (places.length === 1) return [];
    if (places.length === 0) return [`The job "${name}" has no processor`];
    return [`The job "${name}" has ${places.length} processors: ${places.join(', ')}`];
  });
}
