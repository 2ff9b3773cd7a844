import { inspect } from 'node:util'
import * as E from 'fp-ts/Either'
import { decodeKafkaSettings } from './settings'

const faults = (raw: Record<string, string>) => {
  const decoded = decodeKafkaSettings(raw)
  return E.isLeft(decoded) ? decoded.left.map(({ path }) => path) : []
}

describe('settings for Kafka', () => {
  test('need no more than a broker on loopback', () => {
    expect(decodeKafkaSettings({ brokers: 'localhost:9092, [::1]:9093' })).toEqual(
      E.right({
        brokers: [
          { host: 'localhost', port: 9092 },
          { host: '::1', port: 9093 },
        ],
        clientId: 'earnback',
        tls: undefined,
        sasl: undefined,
        allowPlaintext: [],
      }),
    )
  })

  test('tell every fault at once', () => {
    const raw = { brokers: 'nowhere', tlsCertFile: 'c.pem', saslMechanism: 'gssapi', saslUsername: 'u', clientID: 'x' }
    expect(faults(raw)).toEqual(['clientID', 'brokers', 'tlsKeyFile', 'tls', 'saslMechanism', 'saslPassword'])
  })

  test('refuse a host that is not loopback without TLS, unless it is allowed by name', () => {
    expect(faults({ brokers: 'kafka:9092' })).toEqual(['brokers'])
    expect(faults({ brokers: 'kafka:9092', allowPlaintext: 'other' })).toEqual(['brokers'])
    expect(faults({ brokers: 'kafka:9092', allowPlaintext: 'other, kafka' })).toEqual([])
    expect(faults({ brokers: 'kafka:9092', tls: 'true' })).toEqual([])
    expect(faults({ brokers: '127.0.0.2:9092,localhost:1' })).toEqual([])
  })

  test('never show a password', () => {
    const raw = { brokers: 'kafka:9092', saslMechanism: 'plain', saslUsername: 'u', saslPassword: ' hush ' }
    const decoded = decodeKafkaSettings({ ...raw, tls: 'true' })
    expect(E.isRight(decoded) && decoded.right.sasl?.password()).toBe(' hush ')
    for (const shown of [decoded, decodeKafkaSettings(raw), decodeKafkaSettings({ ...raw, saslMechanism: 'no' })]) {
      expect(`${JSON.stringify(shown)}${inspect(shown, { depth: 9 })}`).not.toContain('hush')
    }
  })
})
