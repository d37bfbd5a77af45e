import { percentile } from './statistics';

export interface LoadResult {
  done: number;
  /** Answers of another status than wanted, and lost connections; with an example. */
  failed: number;
  failure: string | null;
  seconds: number;
  p50: number;
  p99: number;
  /** Of waiting polls. */
  answers?: PollAnswer[];
}

export interface PollAnswer {
  command_id: string;
  issued_at: string;
  /** Milliseconds since 1970, with a fraction. */
  answered_at: number;
}

export function loadResult(latencies: number[], failures: string[], milliseconds: number): LoadResult {
  latencies.sort((left, right) => left - right);
  return {
    done: latencies.length,
    failed: failures.length,
    failure: failures[0] ?? null,
    seconds: milliseconds / 1000,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}
