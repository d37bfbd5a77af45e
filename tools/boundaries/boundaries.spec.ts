// Import rules fail silently: a wrong resolver, a missing project graph, an option replaced by a later block. So bad code
// is linted here, and this fails when it passes.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

interface Finding {
  name: string;
  rule: string;
  spoke: string[];
}
interface Verdicts {
  findings: Finding[];
  allowed: Omit<Finding, 'rule'>[];
}

const root = path.resolve(__dirname, '../..');

function lintCanaries(): Verdicts {
  const output = execFileSync(process.execPath, [path.join(__dirname, 'lint-canaries.mjs')], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(output) as Verdicts;
}

function foldersUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .flatMap((entry) => [entry.name, ...foldersUnder(path.join(folder, entry.name))]);
}

describe('the import rules', () => {
  let verdicts: Verdicts;
  beforeAll(() => {
    verdicts = lintCanaries();
  }, 120_000);

  it('refuse every canary', () => {
    const passed = verdicts.findings.filter(({ rule, spoke }) => !spoke.includes(rule));
    expect(passed).toEqual([]);
    expect(verdicts.findings.length).toBeGreaterThan(15);
  });

  it('leave alone what is allowed', () => {
    expect(verdicts.allowed.filter(({ spoke }) => spoke.length > 0)).toEqual([]);
    expect(verdicts.allowed.length).toBeGreaterThan(3);
  });
});

describe('the tree', () => {
  it('has no folder whose name says nothing', () => {
    const vague = ['common', 'shared', 'utils', 'helpers', 'core', 'types'];
    const folders = ['apps', 'libs', 'tools'].flatMap((folder) => foldersUnder(path.join(root, folder)));
    expect(folders.filter((name) => vague.includes(name))).toEqual([]);
  });
});
