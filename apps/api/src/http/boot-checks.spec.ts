import { AnyRole, Public } from './access';
import { assertDeclared } from './boot-checks';
import { describeRoute, markOrigin, type RouteRecord } from './route-record';

class Silent {
  open(): void {}

  @Public()
  declared(): void {}
}

@AnyRole()
class Declared {
  all(): void {}
}

function routeOf(controller: typeof Silent | typeof Declared, methodName: string): RouteRecord {
  markOrigin({ controller, methodName });
  const handler = (controller.prototype as unknown as Record<string, object>)[methodName] ?? {};
  const route = describeRoute('GET', `/${methodName}/:id`, handler);
  if (!route) throw new Error('no route');
  return route;
}

describe('assertDeclared', () => {
  it('stops the start when a route does not say who may call it', () => {
    expect(() => assertDeclared([routeOf(Silent, 'open')])).toThrow('GET /open/:id (Silent.open)');
  });

  it('takes the declaration of the method or of its controller', () => {
    expect(() => assertDeclared([routeOf(Silent, 'declared'), routeOf(Declared, 'all')])).not.toThrow();
  });

  it('gives metrics and documents a template instead of ids', () => {
    expect(routeOf(Declared, 'all').template).toBe('/all/{id}');
  });
});
