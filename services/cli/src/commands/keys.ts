import { type Duration, formatInstant, type Instant, parseDuration, plusMicros } from '@earnback/kernel'
import {
  type ApiKey,
  changeKeys,
  EVERY_ACCOUNT,
  isInForce,
  isScope,
  type KeyFileFault,
  newApiKey,
  readKeys,
  type Scope,
  SCOPES,
} from '@earnback/query-api'
import { type Command, InvalidArgumentError, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { lines } from '../answer'
import type { Context, Outcome, Run } from '../context'
import { type Failure, usage } from '../failure'
import { type KeyJson, keysText } from '../render/keys-text'
import { examples } from './examples'

const EXPIRES_DEFAULT = 'P365D'
const OVERLAP_DEFAULT = 'P7D'

const listOption = (text: string): ReadonlyArray<string> => {
  const members = text.split(',').map((member) => member.trim())
  if (members.some((member) => member === '')) throw new InvalidArgumentError('Expected names with commas between them.')
  return members
}

const scopesOption = (text: string): ReadonlyArray<Scope> =>
  listOption(text).map((name) => {
    if (!isScope(name)) throw new InvalidArgumentError(`Expected some of ${SCOPES.join(', ')}.`)
    return name
  })

const durationOption = (text: string): Duration => {
  const parsed = parseDuration(text)
  if (E.isLeft(parsed)) throw new InvalidArgumentError(`Expected ${parsed.left}.`)
  return parsed.right
}

const withDefault = (option: Option, text: string): Option => option.argParser(durationOption).default(durationOption(text), text)

const fileFailure = ({ code, message }: KeyFileFault): Failure =>
  usage(code, message, code === 'KEYS_EXPOSED' ? 'make it so: chmod 600' : undefined)

/** The work with the path of the file of keys, once the configuration was read. */
const withFile = async ({ config }: Context, work: (path: string) => Outcome): Promise<Outcome> =>
  E.isLeft(config) ? config : work(config.right.keys)

/** A key for programs and people: everything but what it is compared by. */
const keyJson = (key: ApiKey, now: Instant): KeyJson => ({
  id: key.id,
  name: key.name ?? null,
  scopes: key.scopes,
  accounts: key.accounts,
  createdAt: formatInstant(key.createdAt),
  expiresAt: key.expiresAt === undefined ? null : formatInstant(key.expiresAt),
  revokedAt: key.revokedAt === undefined ? null : formatInstant(key.revokedAt),
  inForce: isInForce(key, now),
})

interface CreateOptions {
  readonly scopes?: ReadonlyArray<Scope>
  readonly accounts?: ReadonlyArray<string>
  readonly name?: string
  readonly expiresIn: Duration
  readonly replaces?: string
  readonly overlap: Duration
}

const endedAt = (key: ApiKey, at: Instant): ApiKey => ({
  ...key,
  expiresAt: key.expiresAt === undefined || at < key.expiresAt ? at : key.expiresAt,
})

const keyMissing = (id: string): Failure => ({
  exit: 1,
  code: 'KEY_NOT_FOUND',
  message: `there is no key ${JSON.stringify(id)}`,
  advice: 'see which there are with `earnback keys list`',
})

const create = (path: string, { edge, now }: Context, options: CreateOptions): Outcome => {
  const before = readKeys(path)
  if (E.isLeft(before)) return E.left(fileFailure(before.left))
  const old = before.right.find(({ id }) => id === options.replaces)
  if (options.replaces !== undefined && old === undefined) return E.left(keyMissing(options.replaces))
  const { scopes = old?.scopes, accounts = old?.accounts, name = old?.name } = options
  if (scopes === undefined || accounts === undefined)
    return E.left(
      usage('OPTION_MISSING', 'a key needs --scopes and --accounts', `the scopes are ${SCOPES.join(', ')}; * is every account`),
    )
  const at = now()
  const { id, key, hash } = newApiKey(edge.random)
  const expiresAt = plusMicros(at, options.expiresIn.micros)
  const made: ApiKey = { id, name, hash, scopes, accounts, createdAt: at, expiresAt, revokedAt: undefined }
  const overlapEnd = plusMicros(at, options.overlap.micros)
  const changed = changeKeys(path, (keys) => [
    ...keys.map((one) => (one.id === options.replaces ? endedAt(one, overlapEnd) : one)),
    made,
  ])
  if (E.isLeft(changed)) return E.left(fileFailure(changed.left))
  const json = { key, ...keyJson(made, at) }
  return E.right({
    json,
    text: (look) => lines([key, look.faint('This is the only time that it is shown.'), ...keysText([json], look)]),
  })
}

const list = (path: string, { now }: Context): Outcome => {
  const keys = readKeys(path)
  if (E.isLeft(keys)) return E.left(fileFailure(keys.left))
  const json = { keys: keys.right.map((key) => keyJson(key, now())) }
  return E.right({ json, text: (look) => lines(keysText(json.keys, look)) })
}

const revoke = (path: string, { now }: Context, id: string): Outcome => {
  const before = readKeys(path)
  if (E.isLeft(before)) return E.left(fileFailure(before.left))
  if (!before.right.some((key) => key.id === id)) return E.left(keyMissing(id))
  const at = now()
  const changed = changeKeys(path, (keys) =>
    keys.map((key) => (key.id === id ? { ...key, revokedAt: key.revokedAt ?? at } : key)),
  )
  if (E.isLeft(changed)) return E.left(fileFailure(changed.left))
  const json = changed.right.filter((key) => key.id === id).map((key) => keyJson(key, at))[0]
  return E.right({ json, text: () => lines([`Revoked: ${id}. A running server takes it no more within a second.`]) })
}

const createCommand = (keys: Command, run: Run): void => {
  keys
    .command('create')
    .description('Make a key and show it, once; only its hash is kept.')
    .option('--scopes <names>', `what it may ask, with commas: ${SCOPES.join(', ')}`, scopesOption)
    .option('--accounts <ids>', `the ad accounts that it may see, with commas; ${EVERY_ACCOUNT} for staff`, listOption)
    .option('--name <text>', 'whose it is')
    .addOption(withDefault(new Option('--expires-in <duration>', 'how long it is in force'), EXPIRES_DEFAULT))
    .option('--replaces <id>', 'take over the scopes, accounts and name of this key, which ends after --overlap')
    .addOption(withDefault(new Option('--overlap <duration>', 'how long the replaced key stays in force'), OVERLAP_DEFAULT))
    .addHelpText(
      'after',
      examples(
        'earnback keys create --scopes coupons:read,activations:write --accounts acct-1',
        "earnback keys create --scopes coupons:read,findings:read --accounts '*' --name analysts",
        'earnback keys create --replaces 5d1f0c2ab3e49786 --overlap P2D',
      ),
    )
    .action((options: CreateOptions) => run((context) => withFile(context, (path) => create(path, context, options))))
}

export const keysCommand = (program: Command, run: Run): void => {
  const keys = program
    .command('keys')
    .description('Make, list and revoke the keys of the query API.')
    .addHelpText('after', examples('earnback keys list', 'earnback keys revoke 5d1f0c2ab3e49786'))
  createCommand(keys, run)
  keys
    .command('list')
    .description('List the keys: what each may ask, and until when. The keys themselves are kept nowhere.')
    .addHelpText('after', examples('earnback keys list --json'))
    .action(() => run((context) => withFile(context, (path) => list(path, context))))
  keys
    .command('revoke')
    .description('End a key at once.')
    .argument('<id>', 'the key, as `list` names it')
    .addHelpText('after', examples('earnback keys revoke 5d1f0c2ab3e49786'))
    .action((id: string) => run((context) => withFile(context, (path) => revoke(path, context, id))))
}
