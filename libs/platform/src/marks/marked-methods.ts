import 'reflect-metadata';
import type { DiscoveryService, MetadataScanner } from '@nestjs/core';

type Method = (...values: unknown[]) => unknown;

export interface MarkedMethod<M> {
  /** What the decorator left on the method. */
  mark: M;
  /** Bound to its provider. */
  run: Method;
  /** For messages: `TasksProcessor.run`. */
  place: string;
}

/** The methods that a decorator marked with this key, of all providers that live as long as the process. */
export function markedMethods<M>(
  key: symbol,
  discovery: DiscoveryService,
  scanner: MetadataScanner,
): MarkedMethod<M>[] {
  return discovery
    .getProviders()
    .filter((wrapper) => wrapper.isDependencyTreeStatic())
    .map((wrapper) => wrapper.instance as Record<string, unknown> | null)
    .filter(
      (instance): instance is Record<string, unknown> => typeof instance === 'object' && instance !== null,
    )
    .flatMap((instance) => methodsOf<M>(key, instance, scanner));
}

function methodsOf<M>(
  key: symbol,
  instance: Record<string, unknown>,
  scanner: MetadataScanner,
): MarkedMethod<M>[] {
  const prototype = Object.getPrototypeOf(instance) as object | null;
  if (prototype === null || prototype === Object.prototype) return [];
  return scanner.getAllMethodNames(prototype).flatMap((name) => {
    const method = instance[name];
    if (typeof method !== 'function') return [];
    const mark = Reflect.getMetadata(key, method) as M | undefined;
    if (mark === undefined) return [];
    return [{ mark, run: (method as Method).bind(instance), place: `${prototype.constructor.name}.${name}` }];
  });
}
