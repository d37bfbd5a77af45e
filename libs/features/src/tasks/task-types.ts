/** A kind of long work. `Params` is what is stored with the row, in wire form. */
export interface TaskType<Params extends object = object> {
  /** Stored in `tasks.type` and shown to people: `rebuild_rollups`. */
  readonly type: string;
  /** Carries the type of the parameters only; never set. */
  readonly params?: Params;
}

const defined = new Map<string, TaskType>();

/** Defined once, by the feature that owns the work; the worker's boot check wants exactly one runner for each. */
export function defineTask<Params extends object>(type: string): TaskType<Params> {
  if (defined.has(type)) throw new Error(`The task type "${type}" is defined twice`);
  const definition: TaskType<Params> = Object.freeze({ type });
  defined.set(type, definition);
  return definition;
}

export function definedTasks(): TaskType[] {
  return [...defined.values()];
}
