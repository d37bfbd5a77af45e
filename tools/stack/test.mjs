// `npm test [-- part …] [-- -- path …]`: everything, or the named parts (types format lint unit int e2e spa journey budget
// bench), or of the jest parts only the files that match a path. Its last line is "N passed, N failed".
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { initialScripts } from './budget.mjs';
import { ensureInstalled } from './install.mjs';
import { lint } from './lint.mjs';
import { run, StackError } from './processes.mjs';
import { ensureChromium } from './programs.mjs';
import { root } from './rolldown.server.mjs';
import { startThrowAwayServices } from './services.mjs';

const CORES = Math.max(2, Math.min(4, os.availableParallelism()));
/** Part by part its projects of jest.config.ts. */
const PROJECTS = {
  unit: ['unit'],
  spa: ['spa'],
  int: ['int'],
  e2e: ['e2e'],
  journey: ['journey', 'measured'],
};
const JEST_PARTS = Object.keys(PROJECTS);
const hasBench = fs.existsSync(path.join(root, 'tools/bench/src/main.ts'));
const PARTS = ['types', 'format', 'lint', ...JEST_PARTS, 'budget', ...(hasBench ? ['bench'] : [])];
const BESIDE_LINT = ['types', 'format', 'unit', 'spa'];
const WAIT_MUCH = ['e2e'];
const NEED_STORES = ['int', 'e2e', 'journey', 'bench'];
const NEED_DIST = ['int', 'e2e', 'journey', 'budget', 'bench'];
const INITIAL_SCRIPT_LIMIT = 230_000;
const bin = (name) => path.join(root, 'node_modules', name);

const { parts, patterns } = readArguments(process.argv.slice(2));
const totals = { passed: 0, failed: 0 };
const aborted = new AbortController();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'coffee-admin-test-'));
let env = {
  ...process.env,
  NODE_ENV: 'test',
  NX_DAEMON: 'false',
  NO_COLOR: '1',
  STORAGE_DIR: path.join(scratch, 'storage'),
};
delete env.FORCE_COLOR;
let services = null;

function readArguments(args) {
  const split = args.indexOf('--');
  const named = split < 0 ? args : args.slice(0, split);
  const unknown = named.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0) {
    console.error(`unknown part ${unknown.join(', ')}; there are ${PARTS.join(', ')}`);
    process.exit(2);
  }
  return { parts: named.length > 0 ? named : PARTS, patterns: split < 0 ? [] : args.slice(split + 1) };
}

/** Runs one part; `work` answers { passed, failed, output, note } or throws. */
async function part(name, work) {
  const startedAt = Date.now();
  const result = await outcome(work);
  if (aborted.signal.aborted) return;
  totals.passed += result.passed;
  totals.failed += result.failed;
  const seconds = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  const verdict = result.failed === 0 ? 'ok    ' : 'FAILED';
  console.log(`${verdict} ${name.padEnd(8)} ${[result.note, seconds].filter(Boolean).join(', ')}`);
  if (result.failed > 0) console.log(`${result.output.trim()}\n`);
}

async function outcome(work) {
  try {
    return await work();
  } catch (error) {
    const output = error instanceof StackError ? error.message : error.stack;
    return { passed: 0, failed: 1, output };
  }
}

const fromExit = ({ code, output }) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output });
const node = (...args) => run(process.execPath, args, { cwd: root, env, abort: aborted.signal });

const steps = {
  types: async () => {
    const results = [];
    for (const project of ['tsconfig.json', 'apps/admin/tsconfig.json']) {
      results.push(fromExit(await node(bin('typescript-7/bin/tsc'), '-p', project)));
    }
    return {
      passed: results.filter(({ failed }) => failed === 0).length,
      failed: results.filter(({ failed }) => failed > 0).length,
      output: results.map(({ output }) => output).join(''),
    };
  },
  format: async () =>
    fromExit(await node(bin('prettier/bin/prettier.cjs'), '--check', '.', '--log-level', 'warn')),
  lint: async () => fromExit(await lint()),
  budget: () => {
    const { bytes, files } = initialScripts(path.join(root, 'dist/apps/admin'));
    const failed = bytes > INITIAL_SCRIPT_LIMIT ? 1 : 0;
    const note = `${(bytes / 1000).toFixed(1)} kB of initial script, gzipped, of ${INITIAL_SCRIPT_LIMIT / 1000}`;
    return {
      passed: 1 - failed,
      failed,
      note,
      output: files.map((file) => path.relative(root, file)).join('\n'),
    };
  },
  bench: async () => {
    const main = path.join(root, 'dist/tools/bench/main.js');
    if (!fs.existsSync(main)) throw new StackError('the bench has not been built');
    return fromExit(await node(main, '--smoke'));
  },
};
for (const name of JEST_PARTS) steps[name] = () => jest(name);

async function jest(name) {
  const results = [];
  for (const project of PROJECTS[name]) {
    if (!aborted.signal.aborted) results.push(await runProject(project, workersFor(name, project)));
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const tests = `${sum('passed')} tests`;
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    note: [tests, ...results.flatMap(({ notes = [] }) => notes)].join(', '),
    output: results.map(({ failed, output }) => (failed > 0 ? output.trim() : '')).join('\n\n'),
  };
}

/** What is measured has the machine to itself; lint fills a core; who waits for other processes leaves one free. */
function workersFor(name, project) {
  if (project === 'measured') return 1;
  if (WAIT_MUCH.includes(name)) return CORES + 1;
  return parts.includes('lint') && BESIDE_LINT.includes(name) ? CORES - 1 : CORES;
}

async function runProject(project, workers) {
  const report = path.join(scratch, `${project}.json`);
  const args = ['--selectProjects', project, `--maxWorkers=${workers}`, '--json', `--outputFile=${report}`];
  if (patterns.length > 0) args.push('--passWithNoTests', '--testPathPatterns', ...patterns);
  const { code, output } = await node(
    bin('jest/bin/jest.js'),
    ...args,
    '--reporters=default',
    '--silent=false',
  );
  if (!fs.existsSync(report)) return { passed: 0, failed: 1, output };
  return readReport(JSON.parse(fs.readFileSync(report, 'utf8')), code, output);
}

function readReport(report, code, output) {
  const skipped = report.numPendingTests + report.numTodoTests;
  const broken = report.numRuntimeErrorTestSuites;
  const none = report.numTotalTests === 0 && patterns.length === 0 ? 1 : 0;
  const counted = report.numFailedTests + skipped + broken + none;
  const failed = code === 0 ? counted : Math.max(1, counted);
  const notes = [];
  if (skipped > 0) notes.push(`${skipped} skipped, which counts as failed: ${skippedNames(report)}`);
  if (none > 0) notes.push('no tests found');
  return {
    passed: report.numPassedTests,
    failed,
    notes,
    output: failures(report) || output,
  };
}

function skippedNames(report) {
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return tests
    .filter(({ status }) => status === 'pending' || status === 'todo')
    .map(({ fullName }) => fullName)
    .join('; ');
}

function failures(report) {
  return report.testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name, message }) => `${path.relative(root, name)}\n${message.trim()}`)
    .join('\n\n');
}

async function inTurn(names) {
  for (const name of names) if (!aborted.signal.aborted) await part(name, steps[name]);
}

async function prepare() {
  await ensureInstalled(console.log);
  if (parts.some((name) => NEED_DIST.includes(name))) await part('build', buildAll);
  if (parts.some((name) => NEED_STORES.includes(name))) {
    services = await startThrowAwayServices({ say: console.log });
    env = { ...env, ...services.env };
  }
  if (parts.includes('journey')) env.CHROMIUM_PATH = await ensureChromium(console.log);
}

async function buildAll() {
  const built = await build();
  return { passed: 1, failed: 0, note: built.length > 0 ? built.join(' ') : 'up to date' };
}

async function finish() {
  await services?.stop();
  fs.rmSync(scratch, { recursive: true, force: true });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    aborted.abort();
    void finish().then(() => process.exit(130));
  });
}

try {
  await prepare();
  const wanted = PARTS.filter((name) => parts.includes(name));
  const beside = wanted.filter((name) => BESIDE_LINT.includes(name));
  await Promise.all([inTurn(wanted.filter((name) => name === 'lint')), inTurn(beside)]);
  await inTurn(wanted.filter((name) => name !== 'lint' && !beside.includes(name)));
} catch (error) {
  console.error(error instanceof StackError ? error.message : error);
  totals.failed += 1;
} finally {
  await finish();
}
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
