import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { markedMethods } from '../marks';
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
    return markedMethods<JobDefinition>(HANDLES, this.discovery, this.scanner).map(
      ({ mark, run, place }) => ({
        job: mark,
        run: run as JobHandler,
        place,
      }),
    );
  }
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
