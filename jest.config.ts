import type { Config } from 'jest'

type Project = Exclude<NonNullable<Config['projects']>[number], string>

/** Names of test files tell what they cost: `.test.ts` touches nothing outside the process, `.int.test.ts` touches the disk, `.e2e.test.ts` runs the built command, `.kafka.test.ts` talks to a broker, `.browser.test.ts` opens the pages in Chromium. */
const project = (displayName: string, suffix: string, others: ReadonlyArray<string>): Project => ({
  displayName,
  rootDir: __dirname,
  roots: ['<rootDir>/packages', '<rootDir>/services'],
  testMatch: [`<rootDir>/{packages,services}/*/{src,test}/**/*${suffix}`],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/packages/bench/', ...others],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/packages/bench/'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'require', 'default'] },
  transform: {
    '\\.ts$': ['@swc/jest', { swcrc: false, jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, sourceMaps: 'inline' }],
  },
})

const config: Config = {
  projects: [
    project('unit', '.test.ts', [
      '\\.int\\.test\\.ts$',
      '\\.e2e\\.test\\.ts$',
      '\\.kafka\\.test\\.ts$',
      '\\.browser\\.test\\.ts$',
    ]),
    project('integration', '.int.test.ts', []),
    project('end to end', '.e2e.test.ts', []),
    {
      ...project('kafka', '.kafka.test.ts', []),
      globalSetup: '<rootDir>/packages/kafka/test/shared-broker-setup.ts',
      globalTeardown: '<rootDir>/packages/kafka/test/shared-broker-teardown.ts',
    },
    { ...project('browser', '.browser.test.ts', []), globalSetup: '<rootDir>/services/web/test/browser-setup.ts' },
  ],
  testTimeout: 60_000,
}

export default config
