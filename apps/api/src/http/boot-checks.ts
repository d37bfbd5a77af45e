import type { RouteRecord } from './route-record';

/** A route that says nothing about who may call it, or a controller's method that never arrived here, stops the start. */
export function assertDeclared(routes: readonly RouteRecord[]): void {
  const silent = routes.filter(({ access }) => access === null);
  if (silent.length === 0) return;
  const names = silent.map(
    ({ method, path, controller, methodName }) => `${method} ${path} (${controller.name}.${methodName})`,
  );
  throw new Error(
    `Routes without @Public(), @AnyRole(), @Needs() or @DeviceRoute():\n  ${names.join('\n  ')}`,
  );
}
