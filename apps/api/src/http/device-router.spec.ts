import { DeviceRouter } from './device-router';
import type { EdgeRequest } from './edge-request';

const handler = (): void => undefined;
const other = (): void => undefined;

function requestTo(method: string, url: string): EdgeRequest {
  return { method, url } as EdgeRequest;
}

describe('DeviceRouter', () => {
  const router = new DeviceRouter();
  router.add('POST', '/api/v1/devices/register', other);
  router.add('POST', '/api/v1/devices/:id/status', handler);
  router.add('POST', '/api/v1/devices/:id/orders/:order_id/status', handler);
  router.add('GET', '/api/v1/devices/:id/commands/pending', handler);

  it('finds a route and its parameters', () => {
    const request = requestTo('POST', '/api/v1/devices/CM-1/orders/ORD_1/status');
    expect(router.match(request)).toBe(handler);
    expect(request.params).toEqual({ id: 'CM-1', order_id: 'ORD_1' });
    expect(request.query).toEqual({});
  });

  it('reads the query, repeated values as a list', () => {
    const request = requestTo('GET', '/api/v1/devices/CM-1/commands/pending?wait=5&x=1&x=2');
    expect(router.match(request)).toBe(handler);
    expect(request.query).toEqual({ wait: '5', x: ['1', '2'] });
  });

  it.each([
    ['GET', '/api/v1/devices/CM-1/status'],
    ['POST', '/api/v1/devices//status'],
    ['POST', '/api/v1/devices/CM-1/status/'],
    ['POST', '/api/v1/devices/CM%2D1/status'],
    ['POST', '/api/v1/users'],
    ['POST', '/'],
  ])('leaves %s %s to Express', (method, url) => {
    expect(router.match(requestTo(method, url))).toBeNull();
  });
});
