import { DeviceRoute } from './access';
import { envelope } from './answer-writer';
import { describeRoute, markOrigin, type RouteRecord } from './route-record';

class Machines {
  @DeviceRoute({ repeat: ['message', 'order_id', 'device_token'] })
  create(): void {}

  @DeviceRoute({ repeat: ['commands'] })
  pending(): void {}

  list(): void {}
}

function routeOf(methodName: 'create' | 'pending' | 'list'): RouteRecord {
  markOrigin({ controller: Machines, methodName });
  const route = describeRoute('POST', '/x', Machines.prototype[methodName]);
  if (!route) throw new Error('no route');
  return route;
}

describe('envelope', () => {
  it('wraps data, and nothing as null', () => {
    expect(envelope({ a: 1 }, null)).toEqual({ ok: true, data: { a: 1 } });
    expect(envelope(undefined, null)).toEqual({ ok: true, data: null });
    expect(envelope({ message: 'm' }, routeOf('list'))).toEqual({ ok: true, data: { message: 'm' } });
  });

  it('repeats for the first-generation kiosk what the route names and the data has', () => {
    const data = { order_id: 'O1', message: 'Order created', device_token: undefined, other: 'x' };
    expect(envelope(data, routeOf('create'))).toEqual({
      ok: true,
      data,
      order_id: 'O1',
      message: 'Order created',
    });
  });

  it('repeats the list of commands as a whole', () => {
    expect(envelope([], routeOf('pending'))).toEqual({ ok: true, data: [], commands: [] });
  });
});
