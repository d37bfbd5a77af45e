// Lints every canary with the repository's own configuration and prints, as JSON, which rules spoke.
// A process of its own: jest cannot load ESLint's configuration, which is an ES module.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { cacheProjectGraph } from '../stack/lint.mjs';
import { ALLOWED, CANARIES, CYCLE } from './canaries.mjs';

const root = path.resolve(import.meta.dirname, '../..');
process.chdir(root);
process.env.NX_DAEMON = 'false';

const graph = await cacheProjectGraph();
if (graph.code !== 0) throw new Error(graph.output);

// Canaries are in no TypeScript program; none of the rules that they prove needs types.
const eslint = new ESLint({
  cwd: root,
  ignore: false,
  overrideConfig: [tseslint.configs.disableTypeChecked],
});

async function rulesFor(code, file) {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  return result.messages.map(({ ruleId, message }) => ruleId ?? message);
}

const findings = [];
for (const { name, file, code, rule } of CANARIES)
  findings.push({ name, rule, spoke: await rulesFor(code, file) });
const cycle = await rulesFor(readFileSync(path.join(root, CYCLE.file), 'utf8'), CYCLE.file);
findings.push({ name: 'two files import each other', rule: CYCLE.rule, spoke: cycle });

const allowed = [];
for (const { name, file, code } of ALLOWED) allowed.push({ name, spoke: await rulesFor(code, file) });

console.log(JSON.stringify({ findings, allowed }));
