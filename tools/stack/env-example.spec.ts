import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

function variablesOfConfig(): string[] {
  const source = ['config.ts', 'payments-config.ts'].map((file) => read(`libs/platform/src/config/${file}`));
  const calls = source.join('\n').matchAll(/(?:reader\s*\.\w+|baseUrlOf)\((?:reader,)?\s*'([A-Z0-9_]+)'/g);
  return [...new Set([...calls].map(([, name]) => name ?? ''))];
}

describe('.env.example', () => {
  it('lists every variable that the configuration reads', () => {
    const listed = new Set([...read('.env.example').matchAll(/^#([A-Z0-9_]+)=/gm)].map(([, name]) => name));
    const variables = variablesOfConfig();
    expect(variables).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'WECHAT_API_V3_KEY', 'STRIPE_BASE_URL']),
    );
    expect(variables.filter((name) => !listed.has(name))).toEqual([]);
  });
});
