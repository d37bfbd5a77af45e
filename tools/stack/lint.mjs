// `npm run lint [-- path …]`. The Nx boundary rule skips itself without a word when no project graph is cached, so the
// graph comes first.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from './processes.mjs';
import { root } from './rolldown.server.mjs';

const bin = (name) => path.join(root, 'node_modules', name);

/** Writes the project graph into Nx's cache. */
export async function cacheProjectGraph() {
  const file = path.join(root, '.cache/graph.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const env = { ...process.env, NX_DAEMON: 'false' };
  return run(process.execPath, [bin('nx/dist/bin/nx.js'), 'graph', `--file=${file}`], { cwd: root, env });
}

export async function lint(paths = ['.']) {
  const graph = await cacheProjectGraph();
  if (graph.code !== 0) return graph;
  const args = [bin('eslint/bin/eslint.js'), ...paths, '--max-warnings', '0'];
  const env = { ...process.env, NX_DAEMON: 'false' };
  return run(process.execPath, args, { cwd: root, env });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const result = await lint(process.argv.length > 2 ? process.argv.slice(2) : ['.']);
  process.stdout.write(result.output);
  process.exitCode = result.code;
}
