import * as E from 'fp-ts/Either'
import { decodeKafkaSettings } from '../settings'
import { plainSettings, settingsOf } from './messages'

const settings = (raw: Record<string, string>) => {
  const decoded = decodeKafkaSettings({ brokers: 'broker.example:9093', tls: 'true', ...raw })
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

describe('Settings for another thread', () => {
  it('are the same there, the password included', () => {
    const given = settings({ saslMechanism: 'scram-sha-256', saslUsername: 'earnback', saslPassword: 'pass word' })
    const there = settingsOf(structuredClone(plainSettings(given)))
    expect(there.sasl?.password()).toBe('pass word')
    expect({ ...there, sasl: { ...there.sasl, password: '' } }).toEqual({ ...given, sasl: { ...given.sasl, password: '' } })
  })

  it('hold no one to log in as where nobody is named', () => {
    const given = settings({ tlsCaFile: 'ca.pem' })
    expect(settingsOf(structuredClone(plainSettings(given)))).toEqual(given)
  })
})
