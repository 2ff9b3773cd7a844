import tseslint from 'typescript-eslint'

const SOURCES = ['packages/*/src/**/*.ts', 'services/*/src/**/*.{ts,tsx}']
const PAGES = ['services/web/src/pages/**/*.{ts,tsx}']
const TESTS = ['**/*.test.ts', 'packages/*/test/**/*.ts', 'services/*/test/**/*.ts', 'packages/*/src/testing/**/*.ts']
/** Where a service or a thread meets the machine: the only sources that may read the clock, draw at random or set a timer. */
const EDGES = [
  'services/*/src/{main,wire,clock}.ts',
  'services/*/src/wire/**/*.ts',
  'services/web/src/pages/main.tsx',
  'packages/kafka/src/thread/real-timers.ts',
]
const BENCH = ['packages/bench/**/*.ts']

const STYLE = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name: a file exports the thing that it is named after.',
  },
]

const TIME_IS_AN_INPUT =
  'Time and randomness are inputs: take an instant or a function from the caller; main and wire bring them.'
const CLOCKS = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: TIME_IS_AN_INPUT },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: TIME_IS_AN_INPUT },
  { selector: "CallExpression[callee.name='Date']", message: TIME_IS_AN_INPUT },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: TIME_IS_AN_INPUT },
  { selector: "MemberExpression[object.name='process'][property.name=/^(hrtime|uptime)$/]", message: TIME_IS_AN_INPUT },
  { selector: 'CallExpression[callee.property.name=/^(randomUUID|randomBytes|randomInt)$/]', message: TIME_IS_AN_INPUT },
  {
    selector: "CallExpression[callee.object.name='DateTime'][callee.property.name=/^(now|local|utc)$/][arguments.length=0]",
    message: TIME_IS_AN_INPUT,
  },
]
const CLOCK_GLOBALS = ['setTimeout', 'setInterval', 'performance'].map((name) => ({
  name,
  message: TIME_IS_AN_INPUT,
}))

const FP_TS_PATHS = {
  group: ['fp-ts/lib/*', 'fp-ts/es6/*', 'io-ts/lib/*', 'io-ts/es6/*'],
  message: "Import 'fp-ts/Either', not what lies behind it.",
}
const CLOCK_MODULES = {
  group: ['timers', 'timers/*', 'node:timers', 'node:timers/*', 'perf_hooks', 'node:perf_hooks'],
  message: TIME_IS_AN_INPUT,
}
const RANDOM = ['randomUUID', 'randomBytes', 'randomInt']
const RANDOM_NAMES = ['crypto', 'node:crypto'].map((name) => ({ name, importNames: RANDOM, message: TIME_IS_AN_INPUT }))

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'coverage/**', 'data/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...STYLE],
      'no-restricted-imports': ['error', { patterns: [FP_TS_PATHS] }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // A port's function may have to answer with a promise although this adapter has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // The library's types lie where it matters: a group that did not match, JSON.stringify of a function, a signal after an await.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
    },
  },

  {
    // They run in a browser and are compiled by themselves.
    files: PAGES,
    languageOptions: { parserOptions: { project: './services/web/tsconfig.pages.json', tsconfigRootDir: import.meta.dirname } },
  },
  {
    files: SOURCES,
    ignores: [...TESTS, ...BENCH],
    rules: {
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 50 }],
    },
  },
  {
    files: SOURCES,
    ignores: [...TESTS, ...BENCH, ...EDGES],
    rules: {
      'no-restricted-syntax': ['error', ...STYLE, ...CLOCKS],
      'no-restricted-globals': ['error', ...CLOCK_GLOBALS],
      'no-restricted-imports': ['error', { patterns: [FP_TS_PATHS, CLOCK_MODULES], paths: RANDOM_NAMES }],
    },
  },

  {
    files: TESTS,
    rules: {
      'max-lines': ['error', { max: 400 }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
    },
  },
  {
    // Installs by itself, so its types are not there to be asked.
    files: BENCH,
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: false } },
    rules: { 'max-lines': ['error', { max: 250 }], 'max-lines-per-function': ['error', { max: 50 }] },
  },
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
)
