/**
 * The import table of docs/architecture.md, held. A package is met through its public entry points only:
 * what its package.json exports under the condition "source".
 */
const { existsSync, readFileSync } = require('node:fs')

const PACKAGES = ['kernel', 'coupon', 'projections', 'event-store', 'event-store-sqlite', 'event-store-eventstoredb', 'kafka']
const ADAPTERS = ['event-store-sqlite', 'event-store-eventstoredb', 'kafka']

/** Which packages and which third parties each may import; testThird: its tests beside these; builtin: which of Node's own modules. */
const MAY_IMPORT = {
  kernel: { packages: [], third: ['fp-ts', 'io-ts', 'luxon'], builtin: ['crypto'] },
  coupon: { packages: ['kernel'], third: ['fp-ts', 'io-ts', 'luxon'], builtin: ['crypto'] },
  projections: { packages: ['kernel', 'coupon'], third: ['fp-ts'], builtin: [] },
  'event-store': { packages: ['kernel'], third: ['fp-ts', 'io-ts'] },
  'event-store-sqlite': { packages: ['kernel', 'event-store'], third: ['better-sqlite3', 'fp-ts'] },
  'event-store-eventstoredb': {
    packages: ['kernel', 'event-store'],
    third: ['@eventstore/db-client', 'fp-ts'],
    testThird: ['@grpc/grpc-js', 'google-protobuf'],
  },
  kafka: { packages: ['kernel'], third: ['fp-ts', 'fzstd', 'kafkajs', 'snappyjs'] },
}
const SERVICES_THIRD = {
  ingester: ['fp-ts', 'io-ts', 'csv-parse', 'fastest-levenshtein'],
  calculator: ['fp-ts', 'io-ts'],
  activator: ['fp-ts', 'io-ts'],
  projector: ['fp-ts', 'io-ts'],
  casework: ['fp-ts', 'io-ts'],
  publisher: ['fp-ts', 'io-ts'],
  'query-api': ['fp-ts', 'io-ts', 'fastify', 'jose', 'pino', 'prom-client'],
  web: ['preact', 'uplot'],
  cli: ['fp-ts', 'io-ts', 'commander', 'fastest-levenshtein', 'picocolors'],
}

/** Test code may also use the test tools, and Node's own modules as it likes. */
const TEST_CODE = '(\\.test\\.ts$|^(packages|services)/[^/]+/test/|^packages/[^/]+/src/testing/)'
const TEST_TOOLS = ['fast-check', 'ajv', '@jest/globals', 'jest', '@types/jest']

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const anyOf = (names) => `(${names.map(escaped).join('|')})`
const moduleFolders = (names) => `node_modules/(@types/)?${anyOf(names)}/`

const publicEntries = (folder) => {
  const manifest = `${folder}/package.json`
  if (!existsSync(manifest)) return []
  return Object.values(JSON.parse(readFileSync(manifest, 'utf8')).exports ?? {})
    .map((entry) => entry.source)
    .filter((source) => source !== undefined)
    .map((source) => `^${escaped(`${folder}/${source.replace(/^\.\//, '')}`)}$`)
}

const folders = [...PACKAGES.map((name) => `packages/${name}`), ...Object.keys(SERVICES_THIRD).map((name) => `services/${name}`)]

const packageRules = PACKAGES.flatMap((name) => {
  const { packages, third, testThird = [], builtin } = MAY_IMPORT[name]
  const sources = { path: `^packages/${name}/src/`, pathNot: TEST_CODE }
  const everything = { path: `^packages/${name}/` }
  return [
    {
      name: `${name}-imports-packages`,
      comment: `${name} may import: ${packages.join(', ') || 'no other package'}`,
      severity: 'error',
      from: everything,
      to: { path: '^(packages|services)/', pathNot: `^packages/${anyOf([name, ...packages])}/` },
    },
    {
      name: `${name}-imports-third-parties`,
      comment: `${name} may import: ${third.join(', ')}`,
      severity: 'error',
      from: sources,
      to: { path: 'node_modules/', pathNot: moduleFolders([...third, 'node']) },
    },
    {
      name: `${name}-tests-import-third-parties`,
      comment: `tests of ${name} may import: ${[...third, ...testThird, ...TEST_TOOLS].join(', ')}`,
      severity: 'error',
      from: { path: `^packages/${name}/.*${TEST_CODE.replace('^(packages|services)/[^/]+/test/', '^packages/[^/]+/test/')}` },
      to: { path: 'node_modules/', pathNot: moduleFolders([...third, ...testThird, ...TEST_TOOLS, 'node']) },
    },
    ...(builtin === undefined
      ? []
      : [
          {
            name: `${name}-does-no-io`,
            comment: `${name} is pure; of Node's own modules it may import: ${builtin.join(', ') || 'none'}`,
            severity: 'error',
            from: sources,
            to: { dependencyTypes: ['core'], pathNot: `^(node:)?${anyOf(builtin.length === 0 ? ['none'] : builtin)}$` },
          },
        ]),
  ]
})

const serviceRules = Object.entries(SERVICES_THIRD).flatMap(([name, third]) => [
  {
    name: `${name}-imports-third-parties`,
    comment: `services/${name} may import: ${third.join(', ')}`,
    severity: 'error',
    from: { path: `^services/${name}/src/`, pathNot: TEST_CODE },
    to: { path: 'node_modules/', pathNot: moduleFolders([...third, 'node']) },
  },
])

const publicOnly = folders.map((folder) => ({
  name: `${folder.split('/')[1]}-through-its-entry`,
  comment: `only what ${folder}/package.json exports may be imported from outside`,
  severity: 'error',
  from: { pathNot: `^${folder}/` },
  to: { path: `^${folder}/`, pathNot: publicEntries(folder) },
}))

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      comment: 'also what a package does not export',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...packageRules,
    ...serviceRules,
    ...publicOnly,
    {
      name: 'no-service-imports-a-service',
      comment: 'only cli composes services',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/cli/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'adapters-only-in-wire',
      comment: 'a service names its store in wire.ts or wire/, and the brokers in kafka/, and nowhere else',
      severity: 'error',
      from: { path: '^services/', pathNot: ['^services/[^/]+/src/(wire(\\.ts$|/)|kafka/)', TEST_CODE] },
      to: { path: `^packages/${anyOf(ADAPTERS)}/` },
    },
    {
      name: 'test-kits-only-in-tests',
      severity: 'error',
      from: { path: '^(packages|services)/[^/]+/src/', pathNot: TEST_CODE },
      to: { path: TEST_CODE },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.check.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/|^packages/bench/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'require', 'node', 'default', 'types'],
    },
  },
}
