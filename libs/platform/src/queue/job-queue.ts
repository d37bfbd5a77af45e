import type { JobDefinition } from './job-definition';

/** A row to look at. The attempt makes the job's id new for each try, and one try is never queued twice. */
export interface Ring {
  id: string;
  attempt?: number;
}

export const QUEUE_STATES = ['waiting', 'active', 'delayed', 'failed', 'paused'] as const;
export type QueueState = (typeof QUEUE_STATES)[number];

export interface QueueDepth {
  queue: string;
  state: QueueState;
  count: number;
}

/**
 * The doorbell. PostgreSQL holds the work, so a ring that is lost only costs time: the sweep of the row's owner rings
 * again. Ring after the commit, never inside a transaction.
 */
export abstract class JobQueue {
  /** Never throws; false when the bell could not be rung within 1.5 s. */
  abstract ring(job: JobDefinition, ring: Ring): Promise<boolean>;

  /** The same for many rows, in one round trip per few hundred. */
  abstract ringAll(job: JobDefinition, rings: readonly Ring[]): Promise<boolean>;

  /** Throws `Unavailable` when Redis does not answer. */
  abstract depths(): Promise<QueueDepth[]>;

  /** For specs: resolves when nothing waits and nothing runs. */
  abstract whenIdle(timeoutMs?: number): Promise<void>;
}
