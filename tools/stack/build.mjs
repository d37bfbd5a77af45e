// node tools/stack/build.mjs [project …]: builds what changed into dist/. Projects by their last word: api, worker, admin …
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { run, StackError } from './processes.mjs';
import { root, serverBundle } from './rolldown.server.mjs';

const SERVER = [
  'apps/api',
  'apps/worker',
  'apps/cli',
  'tools/simulator',
  'tools/payment-sandbox',
  'tools/bench',
];
const CLIENT = 'apps/admin';
const COMMON_INPUTS = [
  'package-lock.json',
  'tsconfig.base.json',
  'tools/stack/rolldown.server.mjs',
  'tools/stack/build.mjs',
];

const projects = () => [
  ...SERVER.filter((project) => fs.existsSync(path.join(root, project, 'src/main.ts'))),
  ...(fs.existsSync(path.join(root, CLIENT, 'src/main.tsx')) ? [CLIENT] : []),
];

/** Builds the projects whose inputs changed since their last build. Answers the names of those that were built. */
export async function build({ only = [], say = () => {} } = {}) {
  const wanted = projects().filter((project) => only.length === 0 || only.includes(path.basename(project)));
  const unknown = only.filter((name) => !wanted.some((project) => path.basename(project) === name));
  if (unknown.length > 0) throw new StackError(`nothing to build under the name ${unknown.join(', ')}`);
  const libs = hashFiles(['libs']);
  const stale = wanted
    .map((project) => ({ project, hash: inputHash(project, libs) }))
    .filter((each) => !isFresh(each));
  for (const { project, hash } of stale) {
    say(`building ${project}`);
    fs.rmSync(stamp(project), { force: true });
    await (project === CLIENT ? buildClient() : buildServer(project));
    fs.writeFileSync(stamp(project), hash);
  }
  return stale.map(({ project }) => project);
}

const output = (project) => path.join(root, 'dist', project);
const stamp = (project) => path.join(output(project), '.inputs');

function isFresh({ project, hash }) {
  const entry = path.join(output(project), project === CLIENT ? 'index.html' : 'main.js');
  return (
    fs.existsSync(entry) && fs.existsSync(stamp(project)) && fs.readFileSync(stamp(project), 'utf8') === hash
  );
}

function inputHash(project, libs) {
  return createHash('sha256')
    .update(libs)
    .update(hashFiles([...COMMON_INPUTS, project]))
    .digest('hex');
}

function hashFiles(entries) {
  const hash = createHash('sha256');
  for (const file of entries.flatMap((entry) => filesUnder(path.join(root, entry)))) {
    hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0');
  }
  return hash.digest();
}

function filesUnder(entry) {
  if (!fs.existsSync(entry)) return [];
  if (fs.statSync(entry).isFile()) return [entry];
  return fs
    .readdirSync(entry, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules' && name !== 'e2e' && !/\.spec\.tsx?$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((child) => filesUnder(path.join(entry, child.name)));
}

async function buildServer(project) {
  const { rolldown } = await import('rolldown');
  const { output: target, ...input } = serverBundle(project);
  const bundle = await rolldown(input);
  await bundle.write(target);
  await bundle.close();
}

async function buildClient() {
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const args = ['build', '--outDir', output(CLIENT), '--emptyOutDir', '--logLevel', 'warn'];
  const env = { ...process.env, NODE_ENV: 'production' };
  const result = await run(process.execPath, [vite, ...args], { cwd: path.join(root, CLIENT), env });
  if (result.code !== 0) throw new StackError(`the build of ${CLIENT} failed:\n${result.output.trim()}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const built = await build({ only: process.argv.slice(2), say: console.log });
    console.log(built.length === 0 ? 'everything is up to date' : `built ${built.join(', ')}`);
  } catch (error) {
    console.error(error instanceof StackError ? error.message : error);
    process.exitCode = 1;
  }
}
