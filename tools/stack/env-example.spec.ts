import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

function variablesOfConfig(): string[] {
  const calls = read('libs/platform/src/config/config.ts').matchAll(/reader\s*\.\w+\(\s*'([A-Z_]+)'/g);
  return [...new Set([...calls].map(([, name]) => name ?? ''))];
}

describe('.env.example', () => {
  it('lists every variable that the configuration reads', () => {
    const listed = new Set([...read('.env.example').matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name));
    const variables = variablesOfConfig();
    expect(variables).toContain('DATABASE_URL');
    expect(variables.filter((name) => !listed.has(name))).toEqual([]);
  });
});
