import path from 'node:path';

/** Of the repository; this program runs as dist/tools/bench/main.js. */
export const root = path.resolve(__dirname, '../../..');

/** The built product's program. */
export const program = (name: 'api' | 'cli' | 'worker'): string =>
  path.join(root, 'dist/apps', name, 'main.js');
