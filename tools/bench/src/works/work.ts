import type { Bench, Slice } from '../bench';

/** A figure that ought to stay at or under its limit (or, for `atLeast`, over it). */
export interface Target {
  name: string;
  value: number;
  atMost?: number;
  atLeast?: number;
  /** Told, but no failing of the run. */
  stretch?: boolean;
}

export interface WorkResult {
  figures: Record<string, Slice>;
  targets: Target[];
  /** What could not be measured, in a line. */
  notes: string[];
}

export interface Work {
  name: string;
  title: string;
  run(bench: Bench): Promise<WorkResult>;
}

export const totalCpu = ({ node, postgres }: Slice): number => node + postgres;

export function figureOf(figures: Record<string, Slice>, name: string): Slice {
  const slice = figures[name];
  if (!slice) throw new Error(`nothing was measured under the name ${name}`);
  return slice;
}
