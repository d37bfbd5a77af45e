import 'reflect-metadata';

export const EVERY = Symbol('coffee:every');

export interface Rhythm {
  /** Unique; appears in logs. */
  name: string;
  seconds: number;
}

/**
 * Marks a method of a worker's `*.schedule.ts`. It runs on one process of the installation at a time, at once when that
 * process takes the lead and then at this pace; a tick that is still running is not joined by a second.
 */
export function Every(rhythm: Rhythm) {
  return <T extends () => Promise<unknown>>(
    _target: object,
    _name: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => {
    Reflect.defineMetadata(EVERY, rhythm, descriptor.value as object);
  };
}
