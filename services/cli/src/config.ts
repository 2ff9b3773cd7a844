import { readFileSync } from 'node:fs'
import { type Duration, DurationCodec, LatenessCodec, parseDuration, problemsOf, type Problem, Text } from '@earnback/kernel'
import type { ReadingPolicy } from '@earnback/projections'
import { closest, distance } from 'fastest-levenshtein'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { GrantAuthority, Holidays, StoreCodec } from './config-codecs'
import { type Failure, usage } from './failure'
import { KAFKA_FIELDS, type KafkaConfig, KAFKA_VARIABLES, readKafka } from './kafka/kafka-config'
import { parseStoreUrl, type StoreUrl } from './store-url'

const ConfigCodec = t.partial({
  store: StoreCodec,
  calculationLag: LatenessCodec,
  calculationEvery: DurationCodec,
  allowedLateness: LatenessCodec,
  grantAuthority: GrantAuthority,
  holidays: Holidays,
  mirror: t.string,
  eventStoreStream: t.string,
  keys: Text,
  oidcIssuer: Text,
  oidcAudience: Text,
  oidcKeySet: Text,
})

export interface Config {
  readonly store: StoreUrl
  readonly calculationLag: Duration
  readonly calculationEvery: Duration
  readonly allowedLateness: Duration
  readonly grantAuthority: 'engine' | 'platform'
  /** ISO dates on which no business day falls (R40). */
  readonly holidays: ReadonlySet<string>
  /** The file that mirrors a log on EventStoreDB. */
  readonly mirror: string
  /** The stream of EventStoreDB that holds the log. */
  readonly eventStoreStream: string
  /** Undefined where no broker is named. */
  readonly kafka: KafkaConfig | undefined
  /** The file that holds the hashes of the API's keys. */
  readonly keys: string
  /** Whose tokens the API takes, where it takes any. */
  readonly oidcIssuer: string | undefined
  readonly oidcAudience: string | undefined
  readonly oidcKeySet: string | undefined
}

/** The file on this machine: the store itself, or the mirror of one on a server. */
export const fileOf = ({ store, mirror }: Pick<Config, 'store' | 'mirror'>): string =>
  store.kind === 'sqlite' ? store.path : mirror

/** What the answers depend on; two runs that were missed make figures stale. */
export const readingPolicy = ({ grantAuthority, holidays, calculationLag, calculationEvery }: Config): ReadingPolicy => ({
  grantAuthority,
  holidays,
  staleAfterMicros: calculationLag.micros + 2 * calculationEvery.micros,
})

const VARIABLES: Readonly<Record<string, string>> = {
  EARNBACK_STORE: 'store',
  EARNBACK_CALCULATION_LAG: 'calculationLag',
  EARNBACK_CALCULATION_EVERY: 'calculationEvery',
  EARNBACK_ALLOWED_LATENESS: 'allowedLateness',
  EARNBACK_GRANT_AUTHORITY: 'grantAuthority',
  EARNBACK_HOLIDAYS: 'holidays',
  EARNBACK_MIRROR: 'mirror',
  EARNBACK_ESDB_STREAM: 'eventStoreStream',
  ...KAFKA_VARIABLES,
  EARNBACK_KEYS: 'keys',
  EARNBACK_OIDC_ISSUER: 'oidcIssuer',
  EARNBACK_OIDC_AUDIENCE: 'oidcAudience',
  EARNBACK_OIDC_KEY_SET: 'oidcKeySet',
}
const FILE_VARIABLE = 'EARNBACK_CONFIG'
const FIELDS: ReadonlyArray<string> = Object.values(VARIABLES)

export const STORE_DEFAULT = 'sqlite:./data/earnback.db'
const MIRROR_DEFAULT = './data/mirror.db'

/** Where the settings come from; what the command line says wins over the environment, and that over the file. */
export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly storeOption?: string | undefined
  readonly fileOption?: string | undefined
}

/** One thing that is wrong with the configuration: the name as the person wrote it, and what to do. */
export interface ConfigProblem {
  readonly name: string
  readonly found: string
  readonly expected: string
  readonly code: string
}

interface Given {
  readonly name: string
  readonly value: unknown
}

/** The value is not told: a name that is only misspelt may be that of a secret. */
const unknownName = (name: string, known: ReadonlyArray<string>): ConfigProblem => {
  const nearest = closest(name, [...known])
  const isNear = distance(name, nearest) <= Math.max(3, name.length / 3)
  const hint = isNear ? `did you mean ${nearest}?` : `the names are ${known.join(', ')}`
  return { name, found: 'a name that Earnback does not know', expected: `another one; ${hint}`, code: 'CONFIG_NAME_UNKNOWN' }
}

const parsedJson = (text: string): E.Either<string, unknown> => {
  try {
    return E.right(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return E.left(error.message)
    throw error
  }
}

const fileText = (path: string): E.Either<string, string> => {
  try {
    return E.right(readFileSync(path, 'utf8'))
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (syscall === undefined) throw error
    return E.left(code === 'ENOENT' ? 'no such file' : (code ?? 'unreadable'))
  }
}

const readConfigFile = (path: string): E.Either<ConfigProblem, Record<string, unknown>> => {
  const wrong = (found: string): ConfigProblem => ({
    name: path,
    found,
    expected: 'a file with one JSON object',
    code: 'CONFIG_FILE_INVALID',
  })
  const text = fileText(path)
  if (E.isLeft(text)) return E.left(wrong(text.left))
  const json = parsedJson(text.right)
  if (E.isLeft(json)) return E.left(wrong(json.left))
  return t.UnknownRecord.is(json.right) ? E.right(json.right) : E.left(wrong('another JSON value'))
}

/** Every value with the name under which its author will look for it. */
const gather = ({ env, storeOption, fileOption }: ConfigSources): { given: Map<string, Given>; problems: ConfigProblem[] } => {
  const given = new Map<string, Given>()
  const problems: ConfigProblem[] = []
  const path = fileOption ?? (env[FILE_VARIABLE] || undefined)
  const file = path === undefined ? E.right({}) : readConfigFile(path)
  if (E.isLeft(file)) problems.push(file.left)
  else {
    for (const [name, value] of Object.entries(file.right)) {
      if (FIELDS.includes(name)) given.set(name, { name: `${name} in ${path}`, value })
      else problems.push({ ...unknownName(name, FIELDS), name: `${name} in ${path}` })
    }
  }
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('EARNBACK_') || name.startsWith('EARNBACK_TEST_') || name === FILE_VARIABLE || value === undefined)
      continue
    const field = VARIABLES[name]
    if (field === undefined) problems.push(unknownName(name, [...Object.keys(VARIABLES), FILE_VARIABLE]))
    // An empty variable, as `.env` files leave them, is one that was not set.
    else if (value !== '') given.set(field, { name, value })
  }
  if (storeOption !== undefined) given.set('store', { name: '--store', value: storeOption })
  return { given, problems }
}

const duration = (text: string): Duration => {
  const parsed = parseDuration(text)
  if (E.isLeft(parsed)) throw new Error(`the default ${text} is no duration`)
  return parsed.right
}

const defaultStore = (): StoreUrl => {
  const parsed = parseStoreUrl(STORE_DEFAULT)
  if (E.isLeft(parsed)) throw new Error(`the default ${STORE_DEFAULT} is no store`)
  return parsed.right
}

/** The variable that would set a field that nobody set. */
const nameOf = (field: string): string => Object.keys(VARIABLES).find((name) => VARIABLES[name] === field) ?? field

const named = (given: ReadonlyMap<string, Given>, { path, found, expected, code }: Problem): ConfigProblem => ({
  name: given.get(path)?.name ?? nameOf(path),
  found,
  expected,
  code,
})

const configInvalid = (problems: ReadonlyArray<ConfigProblem>): Failure => {
  const told = problems.map(({ name, found, expected }) => `${name}: found ${found}, expected ${expected}`)
  const code = problems.length === 1 ? (problems[0]?.code ?? '') : 'CONFIG_INVALID'
  return { ...usage(code, told.join('\n'), 'change or remove what is named, and run the command again'), details: { problems } }
}

/** Decodes the whole configuration at once; the left names everything that is wrong with it. */
export const readConfig = (sources: ConfigSources): E.Either<Failure, Config> => {
  const { given, problems } = gather(sources)
  const values = Object.fromEntries([...given].map(([field, { value }]) => [field, value]))
  const decoded = ConfigCodec.decode(values)
  const kafka = readKafka(Object.fromEntries(KAFKA_FIELDS.map((field) => [field, values[field]])))
  if (E.isLeft(kafka)) problems.push(...kafka.left.map((problem) => named(given, problem)))
  if (E.isLeft(decoded)) problems.push(...problemsOf(decoded.left).map((problem) => named(given, problem)))
  if (E.isLeft(decoded) || E.isLeft(kafka) || problems.length > 0) return E.left(configInvalid(problems))
  const store = decoded.right.store ?? defaultStore()
  const mirror = decoded.right.mirror ?? MIRROR_DEFAULT
  return E.right({
    store,
    calculationLag: decoded.right.calculationLag ?? duration('PT3H'),
    calculationEvery: decoded.right.calculationEvery ?? duration('PT15M'),
    allowedLateness: decoded.right.allowedLateness ?? duration('P3D'),
    grantAuthority: decoded.right.grantAuthority ?? 'engine',
    holidays: decoded.right.holidays ?? new Set(),
    mirror,
    eventStoreStream: decoded.right.eventStoreStream ?? 'earnback',
    kafka: kafka.right,
    keys: decoded.right.keys ?? `${store.kind === 'sqlite' ? store.path : mirror}.keys.json`,
    oidcIssuer: decoded.right.oidcIssuer,
    oidcAudience: decoded.right.oidcAudience,
    oidcKeySet: decoded.right.oidcKeySet,
  })
}
