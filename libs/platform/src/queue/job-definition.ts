/** A kind of work. Its job carries only the id of a row and means "look at this row now". */
export interface JobDefinition {
  /** Imperative, unique in the product: `run-task`. */
  readonly name: string;
  readonly queue: string;
}

const declared = new Map<string, JobDefinition>();

/** Declared once, in a feature's `*.jobs.ts`; the worker's boot check wants exactly one processor for each. */
export function defineJob(definition: JobDefinition): JobDefinition {
  if (declared.has(definition.name)) throw new Error(`The job "${definition.name}" is declared twice`);
  const job = Object.freeze({ ...definition });
  declared.set(job.name, job);
  return job;
}

export function declaredJobs(): JobDefinition[] {
  return [...declared.values()];
}

export function declaredQueues(): string[] {
  return [...new Set(declaredJobs().map((job) => job.queue))].sort();
}
