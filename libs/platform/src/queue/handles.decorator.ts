import 'reflect-metadata';
import type { JobDefinition } from './job-definition';

export const HANDLES = Symbol('coffee:handles');

/** Looks at one row. Must be safe to run twice: claim the row first, and do nothing when it is not due. */
export type JobHandler = (id: string, attempt: number) => Promise<void>;

/** Marks the method of a worker's `*.processor.ts` that does this job. */
export function Handles(job: JobDefinition) {
  return <T extends JobHandler>(
    _target: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => {
    Reflect.defineMetadata(HANDLES, job, descriptor.value as object);
  };
}
