import { Config, loadConfig } from '@coffee/platform/config';
import { createLogger } from '@coffee/platform/logging';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { AppModule } from '../app.module';
import { createApp, type CreatedApp } from '../http/create-app';
import { documentFaults } from './document-faults';
import { openApiOf } from './openapi';
import type { Schema } from './schemas';

describe('the OpenAPI document of the real API', () => {
  let database: TestDatabase;
  let created: CreatedApp;
  let document: Schema;

  beforeAll(async () => {
    database = await createTestDatabase();
    const config = new Config({ ...loadConfig(), databaseUrl: database.url });
    created = await createApp(
      AppModule.of(config),
      config,
      createLogger({ level: 'silent', service: 'spec' }),
    );
    document = openApiOf(created.adapter.routes, config.publicUrl);
  });
  afterAll(async () => {
    await created.app.close();
    await database.drop();
  });

  it('is sound', () => {
    expect(documentFaults(document)).toEqual([]);
  });

  it('holds every registered route, with what it answers', () => {
    const paths = document['paths'] as Record<string, Record<string, { responses: object }>>;
    const missing = created.adapter.routes.filter(
      ({ template, method }) => !paths[template]?.[method.toLowerCase()],
    );
    expect(missing).toEqual([]);
    expect(created.adapter.routes.length).toBeGreaterThan(40);
  });

  it('knows who may call each route', () => {
    expect(created.adapter.routes.filter(({ access }) => access === null)).toEqual([]);
  });

  it('has a schema for the data of each answer in the envelope', () => {
    const silent = created.adapter.routes
      .filter(({ raw, method }) => raw === null && method !== 'DELETE')
      .filter(({ template, method }) => {
        const operation = (paths(document)[template]?.[method.toLowerCase()] ?? {}) as { responses?: object };
        return JSON.stringify(operation.responses).includes('"data":{}');
      })
      .map(({ template, method }) => `${method} ${template}`);
    expect(silent).toEqual([]);
  });
});

function paths(document: Schema): Record<string, Record<string, unknown>> {
  return document['paths'] as Record<string, Record<string, unknown>>;
}
