// No warnings: a rule is an error or off. What a type check or Prettier says already is not said here again.
// A later block replaces a rule's options instead of adding to them, hence the functions that build them.
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import coffee from './tools/boundaries/rules.mjs';

const TS = ['**/*.ts', '**/*.tsx'];
const SERVER = ['apps/{api,worker,cli}/**/*.ts', 'libs/**/*.ts', 'tools/**/*.ts'];
const ADMIN = ['apps/admin/**/*.ts', 'apps/admin/**/*.tsx'];
const SPECS = ['**/*.spec.ts', '**/*.spec.tsx', 'apps/api/test/**', 'apps/admin/e2e/**', 'libs/testing/**'];

// Who may import whom: the table of docs/architecture.md.
const only = (sourceTag, ...onlyDependOnLibsWithTags) => ({ sourceTag, onlyDependOnLibsWithTags });
const boundaries = {
  allowCircularSelfDependency: true,
  enforceBuildableLibDependency: false,
  // libs/testing is for specs: it stands above what it tests, and the specs of what it tests use it.
  ignoredCircularDependencies: ['data', 'platform', 'features'].map((tested) => ['testing', tested]),
  depConstraints: [
    only('type:app', 'type:feature', 'type:data', 'type:contract', 'type:platform', 'type:testing'),
    only('type:feature', 'type:data', 'type:contract', 'type:platform', 'type:testing'),
    only('type:data', 'type:contract', 'type:platform', 'type:testing'),
    only('type:platform', 'type:contract', 'type:testing'),
    only('type:sdk', 'type:contract'),
    only('type:contract'),
    only('type:testing', 'type:data', 'type:contract', 'type:platform'),
    only('scope:client', 'scope:shared'),
    only('scope:device', 'scope:device', 'scope:shared'),
    // It imports nothing of ours, so that it does not share our misunderstandings.
    only('scope:sandbox'),
    only('scope:server', 'scope:server', 'scope:shared'),
    only('scope:bench', 'type:contract', 'type:data', 'type:feature'),
  ],
};

const IMPORTS = {
  testing: {
    group: ['@coffee/testing', '@coffee/testing/*'],
    message: 'Only specs import libs/testing.',
  },
  entities: {
    group: ['@coffee/data/entities', '@coffee/data/entities/*'],
    message: 'An edge speaks contract shapes; rows stay behind the features.',
  },
};
const NAMES = {
  env: {
    name: 'node:process',
    importNames: ['env'],
    message: 'Read the environment through @coffee/platform/config.',
  },
  progressBar: [
    {
      name: 'react-bootstrap',
      importNames: ['ProgressBar'],
      message: 'It sets inline styles, which the CSP refuses.',
    },
    { name: 'react-bootstrap/ProgressBar', message: 'It sets inline styles, which the CSP refuses.' },
  ],
  database: [
    {
      name: 'typeorm',
      importNames: ['DataSource', 'createQueryBuilder', 'getRepository'],
      message: 'A feature reaches the database through TenantDb alone, which adds the tenant.',
    },
    {
      name: '@nestjs/typeorm',
      importNames: ['InjectRepository', 'InjectDataSource', 'InjectEntityManager'],
      message: 'A feature reaches the database through TenantDb alone, which adds the tenant.',
    },
  ],
};
const restrictImports = (paths, patterns) => ['error', { paths: paths.flat(), patterns }];

const PROCESS_ENV = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'The environment is read in platform/config and in tools alone.',
};
const SYNTAX = [
  { selector: 'ExportAllDeclaration', message: 'Name what is exported: no `export *`.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
  { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' },
  {
    selector: "MethodDefinition[kind='constructor'] > FunctionExpression[params.length>7]",
    message: 'At most 7 constructor dependencies: split by what changes together.',
  },
  {
    selector: ':matches(FunctionDeclaration, ArrowFunctionExpression)[params.length>5]',
    message: 'At most 5 parameters: pass an object.',
  },
];
/** A spec waits for what it needs, with `eventually` or a promise of what happens, never for a time. */
const WAITS = [
  {
    selector:
      "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout'][arguments.0.type='Identifier']",
    message: 'Wait for the condition: `eventually` of @coffee/testing.',
  },
  {
    selector: "CallExpression[callee.property.name='waitForTimeout']",
    message: 'Wait for what the page shows: `locator.waitFor`, `page.waitForFunction`.',
  },
  {
    selector:
      'ImportDeclaration[source.value=/^(node:)?timers.promises$/] > ImportSpecifier[imported.name=/^(setTimeout|scheduler)$/]',
    message: 'Wait for the condition: `eventually` of @coffee/testing.',
  },
];
const TEXT = [
  {
    selector: 'JSXText[value=/[A-Za-z\\u4e00-\\u9fff]{2,}/]',
    message: 'Text comes from i18n: the page speaks two languages.',
  },
  {
    selector:
      'JSXAttribute[name.name=/^(title|aria-label|placeholder|alt|label)$/] > Literal[value=/[A-Za-z\\u4e00-\\u9fff]{2,}/]',
    message: 'Text comes from i18n: the page speaks two languages.',
  },
];
const HTML = [
  { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Never raw HTML.' },
  { selector: "Property[key.name='dangerouslySetInnerHTML']", message: 'Never raw HTML.' },
];
// A switch over a union is one decision, however many members the union has.
const complexity = (max) => ['error', { max, variant: 'modified' }];
const lines = (max) => ({ 'max-lines': ['error', { max, skipBlankLines: true, skipComments: true }] });
const functions = (max) => ({
  'max-lines-per-function': ['error', { max, skipBlankLines: true, skipComments: true }],
});

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      'dist/',
      '.state/',
      '.nx/',
      '.cache/',
      'coverage/',
      'tools/boundaries/canary/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    plugins: { coffee, '@nx': nx, 'import-x': importX },
    rules: {
      'coffee/disable-needs-reason': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      complexity: complexity(10),
    },
  },
  { files: ['**/*.mjs', '**/*.cjs'], languageOptions: { globals: globals.node } },
  { files: ['**/jest-jsdom.cjs', 'apps/admin/public/**'], languageOptions: { globals: globals.browser } },
  {
    files: TS,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      // Both are needed, else no-cycle is silent on TypeScript.
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: 'tsconfig.base.json',
          conditionNames: ['@coffee/source', 'types', 'import', 'require', 'node', 'default'],
        }),
      ],
    },
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundaries],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'coffee/stay-in-feature': 'error',
      'no-restricted-syntax': ['error', ...SYNTAX, PROCESS_ENV],
      '@typescript-eslint/no-restricted-imports': restrictImports([NAMES.env], [IMPORTS.testing]),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      // Finds no faults, and differs from one TypeScript to the next.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      // An async method without await is how an interface's promise is kept; nothing goes wrong by it.
      '@typescript-eslint/require-await': 'off',
      // In server code an automatic `import type` on an injected class breaks Nest at start.
      '@typescript-eslint/consistent-type-imports': 'off',
      ...lines(300),
      ...functions(50),
    },
  },
  {
    files: SERVER,
    rules: { 'no-console': 'error' },
  },
  { files: ['apps/cli/**/*.ts', 'tools/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['apps/{api,worker}/src/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': restrictImports(
        [NAMES.env],
        [IMPORTS.testing, IMPORTS.entities],
      ),
    },
  },
  {
    files: ['libs/features/src/**/*.ts'],
    ignores: ['**/*.ingest.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': restrictImports(
        [NAMES.env, NAMES.database],
        [IMPORTS.testing],
      ),
    },
  },
  // Rows know each other in both directions; `Relation<T>` keeps that harmless.
  { files: ['libs/data/src/entities/*.ts'], rules: { 'import-x/no-cycle': 'off' } },
  { files: ['**/*.controller.ts', '**/*.processor.ts'], rules: lines(200) },
  {
    files: ['libs/platform/src/config/**/*.ts', 'tools/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...SYNTAX],
      '@typescript-eslint/no-restricted-imports': restrictImports([], [IMPORTS.testing]),
    },
  },
  {
    files: ['libs/data/src/migrations/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
  },
  {
    files: ADMIN,
    plugins: { 'react-hooks': reactHooks },
    languageOptions: { globals: globals.browser },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-syntax': ['error', ...SYNTAX, ...HTML, ...TEXT, PROCESS_ENV],
      '@typescript-eslint/no-restricted-imports': restrictImports(
        [NAMES.env, NAMES.progressBar],
        [IMPORTS.testing],
      ),
    },
  },
  // A component's markup is long without being hard.
  { files: ['apps/admin/**/*.tsx'], rules: { ...lines(200), ...functions(150), complexity: complexity(20) } },
  {
    files: SPECS,
    rules: {
      'no-console': 'off',
      'no-restricted-syntax': ['error', ...SYNTAX, ...WAITS],
      '@typescript-eslint/no-restricted-imports': 'off',
      // Bodies of answers are looked at as they come.
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      ...lines(500),
      'max-lines-per-function': 'off',
    },
  },
  { files: ['**/*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  prettier,
);
