import type { Permission } from '@coffee/contract/permissions';

/** What of it people see and decide. */
export interface TaskPlan<Params extends object = object> {
  /** Who may begin such work, and so run it again. */
  readonly permission: Permission;
  /** Its steps in their order, each with its share of the whole work; one step when nothing is said. */
  readonly steps?: Readonly<Record<string, number>>;
  /** Key in the storage of what the work reads, for work that is useless without it. */
  inputOf?(params: Params): string;
}

/** A kind of long work. `Params` is what is stored with the row, in wire form. */
export interface TaskType<Params extends object = object> extends TaskPlan<Params> {
  /** Stored in `tasks.type` and shown to people: `rebuild_rollups`. */
  readonly type: string;
  readonly steps: Readonly<Record<string, number>>;
  /** Carries the type of the parameters only; never set. */
  readonly params?: Params;
}

const ONE_STEP = { work: 1 };
const defined = new Map<string, TaskType>();

/** Defined once, by the feature that owns the work; the worker's boot check wants exactly one runner for each. */
export function defineTask<Params extends object>(type: string, plan: TaskPlan<Params>): TaskType<Params> {
  if (defined.has(type)) throw new Error(`The task type "${type}" is defined twice`);
  const definition: TaskType<Params> = Object.freeze({ steps: ONE_STEP, ...plan, type });
  defined.set(type, definition);
  return definition;
}

export function definedTasks(): TaskType[] {
  return [...defined.values()];
}

/** Undefined for work of another version of the product. */
export function findTaskType(type: string): TaskType | undefined {
  return defined.get(type);
}
