import { eventually } from '@coffee/testing/eventually';
import { Factories, TEST_PASSWORD } from '@coffee/testing/factories';
import { HttpClient } from '@coffee/testing/http-client';
import { Program, startApi, type TestApi } from '@coffee/testing/stack';

const status = () => ({ status: 'online', timestamp: new Date().toISOString() });

describe('operations', () => {
  let api: TestApi;
  let http: HttpClient;

  beforeAll(async () => {
    api = await startApi({ worker: true });
    http = new HttpClient(api.url);
    await new Factories(api.database.dataSource).device({ deviceId: 'OPS-1' });
  });
  afterAll(() => api.stop());

  it('tells readiness by part', async () => {
    await eventually('the worker is seen', async () => {
      const reply = await http.get('/readyz');
      const { checks } = reply.body as unknown as { checks: Record<string, { ok: boolean }> };
      return (
        reply.status === 200 &&
        ['database', 'redis', 'worker', 'queues'].every((name) => checks[name]?.ok === true)
      );
    });
  });

  it('counts requests by route template, never by raw path', async () => {
    await http.post('/api/v1/devices/OPS-1/status', status());
    await http.get('/api/v1/devices/OPS-1');
    const { body } = await http.get('/metrics');
    const text = String(body.data);
    expect(text).toMatch(/api_requests_total\{[^}]*route="\/api\/v1\/devices\/\{id\}\/status"[^}]*\} 1/);
    expect(text).not.toContain('OPS-1');
    for (const name of [
      'api_request_duration_seconds',
      'devices_total',
      'device_online_rate',
      'sse_clients',
      'queue_depth',
    ]) {
      expect(text).toContain(`# TYPE ${name}`);
    }
  });

  it('serves the SPA under a strict policy, and its paths too', async () => {
    for (const path of ['/', '/devices/OPS-1?tab=bins']) {
      const reply = await http.get(path, { accept: 'text/html' });
      expect([path, reply.status]).toEqual([path, 200]);
      expect(String(reply.body.data)).toContain('<div id="root"');
      const policy = String(reply.headers.get('content-security-policy'));
      expect(policy).toContain("default-src 'self'");
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect((await http.get('/assets/nothing.js')).status).toBe(404);
  });

  it('echoes a sane request id and replaces any other', async () => {
    expect((await http.get('/healthz', { 'x-request-id': 'abc-123-def' })).headers.get('x-request-id')).toBe(
      'abc-123-def',
    );
    const made = (await http.get('/healthz', { 'x-request-id': '<script>' })).headers.get('x-request-id');
    expect(made).toMatch(/^[\w-]{8,}$/);
  });

  it('publishes a document with every route and its answers', async () => {
    const reply = await http.get('/api/docs-json');
    const document = reply.body as unknown as {
      openapi: string;
      paths: Record<string, unknown>;
      components: { schemas: object };
    };
    expect(document.openapi).toMatch(/^3\./);
    for (const path of [
      '/api/v1/devices/{id}/status',
      '/api/v1/auth/login',
      '/api/v1/orders',
      '/api/v1/dashboard/summary',
    ]) {
      expect(Object.keys(document.paths)).toContain(path);
    }
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Device', 'Order', 'StatusReport']),
    );
    expect((await http.get('/api/docs', { accept: 'text/html' })).status).toBe(200);
  });

  it('finishes what it began when it is told to stop, and exits 0', async () => {
    const polls = Array.from({ length: 3 }, () => http.get('/api/v1/devices/OPS-1/commands/pending?wait=30'));
    const beats = Array.from({ length: 40 }, () => http.post('/api/v1/devices/OPS-1/status', status()));
    await Promise.all(beats);
    const stopped = api.program.stop('SIGTERM');
    for (const reply of await Promise.all(polls)) expect(reply.data).toEqual([]);
    expect(await stopped).toBe(0);
    api.program.start();
    await api.ready();
  });

  it('keeps people signed in over a restart', async () => {
    const user = await new Factories(api.database.dataSource).user();
    const person = new HttpClient(api.url);
    await person.signIn(user.email, TEST_PASSWORD);
    await api.program.stop('SIGKILL');
    api.program.start();
    await api.ready();
    expect((await person.get('/api/v1/auth/me')).status).toBe(200);
  });

  it('names every wrong variable at start, one line each, and exits 1', async () => {
    const wrong = new Program('dist/apps/api/main.js', {
      PORT: 'five',
      DATABASE_URL: 'mysql://x',
      LOG_LEVEL: 'loud',
      NODE_ENV: 'production',
      SECRET_KEY: 'short',
    });
    wrong.start();
    await eventually('it ends', () => wrong.exited);
    expect(await wrong.stop()).toBe(1);
    for (const name of ['PORT', 'DATABASE_URL', 'LOG_LEVEL', 'SECRET_KEY'])
      expect(wrong.output).toContain(name);
    expect(wrong.output.trim().split('\n')).toHaveLength(4);
    expect(wrong.output).not.toMatch(/short|at Object|mysql/);
  });
});
