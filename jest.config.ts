/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const swc = (jsc = {}) => [
  '@swc/jest',
  {
    swcrc: false,
    jsc: {
      target: 'es2022',
      keepClassNames: true,
      parser: { syntax: 'typescript', tsx: true, decorators: true },
      // The same decorators, metadata and field semantics as in tsconfig.base.json and in the bundles.
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
        react: { runtime: 'automatic' },
      },
      ...jsc,
    },
    module: { type: 'commonjs' },
  },
];

const node = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@coffee/source', 'node', 'node-addons'] },
  // Sources, and the one package that comes as an ES module alone.
  transform: { '\\.[cm]?tsx?$': swc(), 'node_modules/request-filtering-agent/.+\\.js$': swc() },
  transformIgnorePatterns: ['/node_modules/(?!request-filtering-agent/)'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.state/', '<rootDir>/.nx/', '<rootDir>/.cache/'],
  setupFiles: ['reflect-metadata'],
};

const large = ['\\.int\\.spec\\.ts$', '\\.e2e\\.spec\\.ts$', '\\.journey\\.spec\\.ts$'];

const config: Config = {
  // For machines that do other things as well; a test that hangs fails all the same.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/tools/stack/slowest-first.cjs',
  projects: [
    {
      ...node,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps/{api,worker,cli},libs,tools}/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', ...large],
    },
    { ...node, displayName: 'int', testMatch: ['<rootDir>/{apps,libs,tools}/**/*.int.spec.ts'] },
    { ...node, displayName: 'e2e', testMatch: ['<rootDir>/apps/**/*.e2e.spec.ts'] },
    {
      ...node,
      displayName: 'spa',
      testEnvironment: 'jsdom',
      // No "browser" condition: under it packages hand out ES modules, which jest does not load.
      testEnvironmentOptions: { customExportConditions: ['@coffee/source'] },
      moduleNameMapper: { '\\.(css|scss|svg|png|woff2?)$': '<rootDir>/tools/stack/jest-asset.cjs' },
      testMatch: ['<rootDir>/apps/admin/src/**/*.spec.{ts,tsx}'],
      setupFiles: ['reflect-metadata', '<rootDir>/tools/stack/jest-jsdom.cjs'],
    },
    { ...node, displayName: 'journey', testMatch: ['<rootDir>/apps/admin/e2e/**/*.journey.spec.ts'] },
    // They measure: nothing may run beside them.
    { ...node, displayName: 'measured', testMatch: ['<rootDir>/apps/admin/e2e/**/*.measured.spec.ts'] },
  ],
};

export default config;
