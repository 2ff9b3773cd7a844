import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { type Config, type ConfigProblem, type ConfigSources, readConfig } from './config'
import type { Failure } from './failure'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earnback-config-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const file = (text: string): string => {
  const path = join(folder, 'config.json')
  writeFileSync(path, text)
  return path
}

const read = (sources: Partial<ConfigSources>): Config => {
  const config = readConfig({ env: {}, ...sources })
  if (E.isLeft(config)) throw new Error(config.left.message)
  return config.right
}

const refused = (sources: Partial<ConfigSources>): Failure & { problems: ReadonlyArray<ConfigProblem> } => {
  const config = readConfig({ env: {}, ...sources })
  if (E.isRight(config)) throw new Error('expected a refusal')
  return { ...config.left, problems: config.left.details?.problems as ReadonlyArray<ConfigProblem> }
}

const texts = ({ store, calculationLag, calculationEvery, allowedLateness, grantAuthority }: Config): ReadonlyArray<string> => [
  store.text,
  calculationLag.text,
  calculationEvery.text,
  allowedLateness.text,
  grantAuthority,
]

test('without any setting the documented defaults hold', () => {
  expect(texts(read({}))).toEqual(['sqlite:./data/earnback.db', 'PT3H', 'PT15M', 'P3D', 'engine'])
})

test('the command line wins over the environment, and that over the file', () => {
  const fileOption = file(
    '{"store":"sqlite:file.db","calculationLag":"PT1H","calculationEvery":"PT1M","allowedLateness":"PT0S","grantAuthority":"platform"}',
  )
  const env = { EARNBACK_STORE: 'sqlite:env.db', EARNBACK_CALCULATION_LAG: 'PT2H' }
  expect(texts(read({ fileOption, env, storeOption: 'sqlite:option.db' }))).toEqual([
    'sqlite:option.db',
    'PT2H',
    'PT1M',
    'PT0S',
    'platform',
  ])
  expect(read({ fileOption, env }).store.text).toBe('sqlite:env.db')
})

test('R40: the holidays are ISO dates with commas between them, none where they are not given', () => {
  expect([...read({}).holidays]).toEqual([])
  expect([...read({ env: { EARNBACK_HOLIDAYS: '2026-01-01, 2026-05-03' } }).holidays]).toEqual(['2026-01-01', '2026-05-03'])
  for (const wrong of ['2026-02-29', '2026-1-1', '2026-01-01;2026-01-02', 'monday', '2026-01-01,'])
    expect(refused({ env: { EARNBACK_HOLIDAYS: wrong } }).code).toBe('FIELD_INVALID')
})

test('EARNBACK_CONFIG names the file, and --config wins over it', () => {
  const path = file('{"calculationLag":"PT1H"}')
  expect(read({ env: { EARNBACK_CONFIG: path } }).calculationLag.text).toBe('PT1H')
  expect(read({ env: { EARNBACK_CONFIG: '/nowhere' }, fileOption: path }).calculationLag.text).toBe('PT1H')
})

test('an empty variable is one that was not set, and EARNBACK_TEST_* is left alone', () => {
  expect(texts(read({ env: { EARNBACK_STORE: '', EARNBACK_CONFIG: '', EARNBACK_TEST_SEED: '1', HOME: 'x' } }))[0]).toBe(
    'sqlite:./data/earnback.db',
  )
})

test('an unknown name is an error with a suggestion, and its value is not told', () => {
  const { code, exit, message, problems } = refused({ env: { EARNBACK_STROE: 'hunter2' } })
  expect([code, exit]).toEqual(['CONFIG_NAME_UNKNOWN', 2])
  expect(problems.map(({ name }) => name)).toEqual(['EARNBACK_STROE'])
  expect(message).toContain('did you mean EARNBACK_STORE?')
  expect(message).not.toContain('hunter2')
})

test('every error is listed at once, each under the name that its author wrote', () => {
  const env = { EARNBACK_CALCULATION_LAG: '3 hours', EARNBACK_GRANT_AUTHORITY: 'me', EARNBACK_KAFKA: 'x' }
  const fileOption = file('{"calculationEvery":"PT0S","lateness":"P1D","allowedLateness":3}')
  const { code, exit, problems } = refused({ env, fileOption, storeOption: 'esdb://' })
  expect([code, exit]).toEqual(['CONFIG_INVALID', 2])
  expect(problems.map(({ name, code: of }) => [name.replace(fileOption, 'FILE'), of]).sort()).toEqual([
    ['--store', 'STORE_URL_INVALID'],
    ['EARNBACK_CALCULATION_LAG', 'DURATION_INVALID'],
    ['EARNBACK_GRANT_AUTHORITY', 'FIELD_INVALID'],
    ['EARNBACK_KAFKA', 'CONFIG_NAME_UNKNOWN'],
    ['allowedLateness in FILE', 'FIELD_INVALID'],
    ['calculationEvery in FILE', 'DURATION_INVALID'],
    ['lateness in FILE', 'CONFIG_NAME_UNKNOWN'],
  ])
})

describe('Kafka', () => {
  const kafka = (env: Readonly<Record<string, string>>) => ({ env: { EARNBACK_KAFKA_BROKERS: 'localhost:9092', ...env } })

  test('is not used where no broker is named', () => {
    expect(read({ env: { EARNBACK_KAFKA_GROUP_ID: 'mine' } }).kafka).toBeUndefined()
  })

  test('has its documented defaults, and takes names of topics, from variables or a file', () => {
    expect(read(kafka({ EARNBACK_KAFKA_TOPIC_SPEND: 'ads.spend' })).kafka).toMatchObject({
      groupId: 'earnback',
      publisherId: 'earnback-publisher',
      transactions: true,
      topics: { coupons: 'earnback.coupons.v1', spend: 'ads.spend', deadLetters: 'earnback.dead-letters.v1' },
    })
    const fileOption = file('{"kafkaBrokers":"localhost:9092","kafkaGroupId":"theirs","kafkaTransactions":"false"}')
    expect(read({ fileOption }).kafka).toMatchObject({ groupId: 'theirs', transactions: false })
  })

  test('every wrong setting is told at once, under the name of its variable', () => {
    const { problems } = refused({
      env: {
        EARNBACK_KAFKA_BROKERS: 'broker.example:9092',
        EARNBACK_KAFKA_SASL_USERNAME: 'me',
        EARNBACK_KAFKA_TRANSACTIONS: 'maybe',
        EARNBACK_KAFKA_TOPIC_BILLING: 'a topic',
      },
    })
    expect(problems.map(({ name }) => name).sort()).toEqual([
      'EARNBACK_KAFKA_BROKERS',
      'EARNBACK_KAFKA_SASL_MECHANISM',
      'EARNBACK_KAFKA_TOPIC_BILLING',
      'EARNBACK_KAFKA_TRANSACTIONS',
    ])
  })

  test('a password comes from a file as well, without its line end, and is in no error', () => {
    const path = file('hunter2\n')
    const sasl = { EARNBACK_KAFKA_SASL_MECHANISM: 'scram-sha-256', EARNBACK_KAFKA_SASL_USERNAME: 'me' }
    const { kafka: read1 } = read(kafka({ ...sasl, EARNBACK_KAFKA_SASL_PASSWORD_FILE: path }))
    expect(read1?.settings.sasl?.password()).toBe('hunter2')
    const { message } = refused(kafka({ ...sasl, EARNBACK_KAFKA_SASL_PASSWORD: 'hunter2', EARNBACK_KAFKA_TLS: 'yes' }))
    expect(message).not.toContain('hunter2')
    const missing = join(folder, 'nowhere')
    expect(refused(kafka({ ...sasl, EARNBACK_KAFKA_SASL_PASSWORD_FILE: missing })).problems.map(({ name }) => name)).toContain(
      'EARNBACK_KAFKA_SASL_PASSWORD_FILE',
    )
  })
})

test.each([
  ['not there', () => join(folder, 'nowhere.json'), 'no such file'],
  ['a folder', () => folder, 'EISDIR'],
  ['not JSON', () => file('{'), 'JSON'],
  ['another value', () => file('[]'), 'another JSON value'],
])('a configuration file that is %s is refused', (_, path, found) => {
  const { code, message } = refused({ fileOption: path() })
  expect(code).toBe('CONFIG_FILE_INVALID')
  expect(message).toContain(found)
})
