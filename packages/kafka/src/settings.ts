import * as E from 'fp-ts/Either'
import { describeFound, type Problem } from '@earnback/kernel'
import { formatHostPort, type HostPort, isLoopback, parseHostPort } from './hosts'
import { type Secret, secret } from './secret'

export const SASL_MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const
export type SaslMechanism = (typeof SASL_MECHANISMS)[number]

export interface KafkaSettings {
  readonly brokers: ReadonlyArray<HostPort>
  readonly clientId: string
  /** Files in PEM; the machine's own authorities where no `caFile` is named. */
  readonly tls: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string } | undefined
  readonly sasl: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: Secret } | undefined
  /** Hosts that may be met without TLS although they are not loopback. */
  readonly allowPlaintext: ReadonlyArray<string>
}

const NAMES = [
  'brokers',
  'clientId',
  'tls',
  'tlsCaFile',
  'tlsCertFile',
  'tlsKeyFile',
  'saslMechanism',
  'saslUsername',
  'saslPassword',
  'allowPlaintext',
] as const
export type KafkaSettingName = (typeof NAMES)[number]

/** Plain strings as they come from an environment or a file; an absent name and an empty text are the same. */
export type RawKafkaSettings = Readonly<Record<string, string | undefined>>

interface Reading {
  readonly text: (name: KafkaSettingName) => string | undefined
  readonly fault: (path: string, found: unknown, expected: string) => void
}

const listOf = (text: string | undefined): ReadonlyArray<string> =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const readBrokers = ({ text, fault }: Reading): ReadonlyArray<HostPort> => {
  const found = listOf(text('brokers'))
  if (found.length === 0) fault('brokers', undefined, 'one or more of host:port, with commas between them')
  return found.flatMap((part) => {
    const broker = parseHostPort(part)
    if (broker === undefined) fault('brokers', part, 'host:port, an IPv6 address in brackets, and a port up to 65535')
    return broker === undefined ? [] : [broker]
  })
}

const readTls = ({ text, fault }: Reading): KafkaSettings['tls'] => {
  const on = text('tls') ?? 'false'
  if (on !== 'true' && on !== 'false') fault('tls', on, 'true or false')
  const files = { caFile: text('tlsCaFile'), certFile: text('tlsCertFile'), keyFile: text('tlsKeyFile') }
  if ((files.certFile === undefined) !== (files.keyFile === undefined)) {
    const absent = files.certFile === undefined ? 'tlsCertFile' : 'tlsKeyFile'
    fault(absent, undefined, 'a file: a certificate of the client and its key come together')
  }
  const named = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined)
  if (on !== 'true' && named.length > 0) fault('tls', on, 'true, because files for TLS are named')
  return on === 'true' ? Object.fromEntries(named) : undefined
}

const isMechanism = (text: string): text is SaslMechanism => SASL_MECHANISMS.some((known) => known === text)

const readSasl = ({ text, fault }: Reading): KafkaSettings['sasl'] => {
  const mechanism = text('saslMechanism')?.toLowerCase()
  const username = text('saslUsername')
  const password = text('saslPassword')
  if (mechanism === undefined) {
    if (username !== undefined || password !== undefined) {
      fault('saslMechanism', undefined, `one of ${SASL_MECHANISMS.join(', ')}, because a user or a password is given`)
    }
    return undefined
  }
  const known = isMechanism(mechanism)
  if (!known) fault('saslMechanism', mechanism, `one of ${SASL_MECHANISMS.join(', ')}`)
  if (username === undefined) fault('saslUsername', undefined, 'the name to log in with')
  if (password === undefined) fault('saslPassword', undefined, 'the password to log in with, from the environment or a file')
  return known && username !== undefined && password !== undefined
    ? { mechanism, username, password: secret(password) }
    : undefined
}

const checkPlaintext = (brokers: ReadonlyArray<HostPort>, allowed: ReadonlyArray<string>, { fault }: Reading): void => {
  for (const broker of brokers) {
    if (isLoopback(broker.host) || allowed.includes(broker.host)) continue
    const expected = `tls=true, or ${broker.host} in allowPlaintext: without TLS anyone on the way reads and changes what is sent`
    fault('brokers', formatHostPort(broker), expected)
  }
}

/** Every fault at once. No value of a password stands in a fault. */
export const decodeKafkaSettings = (raw: RawKafkaSettings): E.Either<ReadonlyArray<Problem>, KafkaSettings> => {
  const problems: Array<Problem> = []
  const reading: Reading = {
    text: (name) => {
      const value = (name === 'saslPassword' ? raw[name] : raw[name]?.trim()) ?? ''
      return value === '' ? undefined : value
    },
    fault: (path, found, expected) => {
      const code = found === undefined ? 'FIELD_MISSING' : 'FIELD_INVALID'
      problems.push({ code, path, found: describeFound(found), expected })
    },
  }
  for (const name of Object.keys(raw)) {
    if (!NAMES.some((known) => known === name)) {
      problems.push({ code: 'FIELD_UNKNOWN', path: name, found: 'a setting', expected: `one of ${NAMES.join(', ')}` })
    }
  }
  const brokers = readBrokers(reading)
  const tls = readTls(reading)
  const sasl = readSasl(reading)
  const allowPlaintext = listOf(reading.text('allowPlaintext'))
  if (tls === undefined) checkPlaintext(brokers, allowPlaintext, reading)
  const settings = { brokers, clientId: reading.text('clientId') ?? 'earnback', tls, sasl, allowPlaintext }
  return problems.length === 0 ? E.right(settings) : E.left(problems)
}
