// One CommonJS file per server program; the workspace's own packages go in, packages from npm stay outside.
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

const BUNDLED = /^(\.|\/|\0|@coffee\/|@oxc-project\/runtime\/)/;

/** @param {string} project folder of the program, such as apps/api */
export function serverBundle(project) {
  return {
    input: path.join(root, project, 'src/main.ts'),
    platform: 'node',
    tsconfig: path.join(root, 'tsconfig.base.json'),
    external: (id) => !BUNDLED.test(id) && !path.isAbsolute(id),
    resolve: { conditionNames: ['@coffee/source', 'node', 'require', 'default'] },
    // Class names are the names of injected things, of schemas and of log contexts.
    output: {
      file: path.join(root, 'dist', project, 'main.js'),
      format: 'cjs',
      keepNames: true,
      codeSplitting: false,
      sourcemap: true,
    },
    transform: { target: 'node20' },
    logLevel: 'warn',
  };
}
