import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020'
import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decodeEvent } from '../events/decode'
import { type EventName } from '../events/event'
import { cloudEvent, type CloudEventJson, issued, money, offer, spend } from '../testing'
import { eventSchema, schemaFiles } from './event-schema'
import { SchemaWalker } from './json-schema'

const folder = join(__dirname, '..', '..', 'schemas')
const golden = join(__dirname, '..', '..', 'golden')
const names = [...schemaFiles().keys()]

const validators = new Map<string, ValidateFunction>()
const ajv = new Ajv2020({ strict: true, allErrors: true })
const validate = (name: string, json: unknown): boolean => {
  const known = validators.get(name) ?? ajv.compile(eventSchema(name as EventName))
  validators.set(name, known)
  return known(json)
}

describe('the committed JSON Schemas', () => {
  test('are those that the codecs give (else run `npm run schemas`)', () => {
    const committed = new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]))
    expect([...committed.keys()].sort()).toEqual([...names].sort())
    for (const [file, text] of schemaFiles()) expect({ file, text: committed.get(file) }).toEqual({ file, text })
  })

  test.each(names)('%s takes the golden event, as it was sent and in canonical form', (file) => {
    const { sent, canonical } = JSON.parse(readFileSync(join(golden, file), 'utf8')) as Record<string, unknown>
    const name = file.split('.')[0] as string
    expect([validate(name, sent), validate(name, canonical)]).toEqual([true, true])
  })
})

describe('a schema refuses what the codec refuses', () => {
  const broken: ReadonlyArray<readonly [string, string, CloudEventJson | Record<string, unknown>]> = [
    ['an amount as a number', 'SpendRecorded', spend({ amount: { amount: 100, currency: 'JPY' } })],
    ['an amount as a bare number', 'SpendRecorded', spend({ amount: 100 })],
    ['a missing field', 'SpendRecorded', spend({ amount: undefined })],
    ['an amount below zero', 'SpendRecorded', spend({ amount: money('-0.000001') })],
    ['an amount too fine', 'SpendRecorded', spend({ amount: money('0.0000001') })],
    ['an exponent', 'SpendRecorded', spend({ amount: money('1e3') })],
    ['a currency in small letters', 'SpendRecorded', spend({ amount: money('1', 'jpy') })],
    ['a time without an offset', 'SpendRecorded', spend({ time: '2026-03-01T10:00:00' })],
    ['another type', 'SpendRecorded', { ...spend(), type: 'earnback.SpendRecorded.v2' }],
    ['another version of CloudEvents', 'SpendRecorded', { ...spend(), specversion: '0.3' }],
    ['an empty id', 'SpendRecorded', spend({ spendId: '' })],
    ['no data', 'SpendRecorded', { ...spend(), data: undefined }],
    ['a threshold of nothing', 'CodeIssued', issued({ offer: offer({ threshold: money('0.00') }) })],
    ['an offer without a reward', 'CodeIssued', issued({ offer: offer({ reward: undefined }) })],
    ['a window of a month', 'CodeIssued', issued({ offer: offer({ spendWindow: 'P1M' }) })],
    ['a duration without a number', 'CodeIssued', issued({ offer: offer({ spendWindow: 'PT' }) })],
    ['an unknown way to count days', 'CodeIssued', issued({ offer: offer({ dayCount: 'days' }) })],
    ['a code with a dash', 'CodeIssued', issued({ code: 'A-1' })],
    [
      'an unknown standing',
      'AccountStandingChanged',
      cloudEvent('AccountStandingChanged', {
        id: 'a',
        time: '2026-01-01T00:00:00Z',
        data: { adAccountId: 'a', standing: 'fine' },
      }),
    ],
  ]

  test.each(broken)('%s', (_, name, json) => {
    const sent: unknown = JSON.parse(JSON.stringify(json))
    expect(E.isLeft(decodeEvent(sent))).toBe(true)
    expect(validate(name, sent)).toBe(false)
  })
})

describe('a schema takes what the codec takes', () => {
  const digits = fc.stringMatching(/^[0-9]{1,4}$/)
  const number = fc
    .tuple(fc.constantFrom('', '-'), digits, fc.option(fc.stringMatching(/^[0-9]{1,6}0{0,3}$/), { nil: undefined }))
    .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}`)
  const part = (unit: string): fc.Arbitrary<string> =>
    fc.option(digits, { nil: undefined }).map((count) => (count === undefined ? '' : `${count}${unit}`))
  const duration = fc
    .tuple(part('W'), part('D'), part('H'), part('M'), part('S'))
    .map(([w, d, h, m, s]) => `P${w}${d}${h + m + s === '' ? '' : `T${h}${m}${s}`}`)
  const instant = fc
    .tuple(
      fc.date({ min: new Date('1700-01-02'), max: new Date('2249-12-30'), noInvalidDate: true }),
      fc.constantFrom('Z', 'z', '+09:00', '-03:30', '+23:59'),
      fc.constantFrom('T', 't', ' '),
      fc.stringMatching(/^([.,][0-9]{1,9})?$/),
    )
    .map(
      ([date, zone, separator, fraction]) =>
        `${date.toISOString().slice(0, 10)}${separator}${date.toISOString().slice(11, 19)}${fraction}${zone}`,
    )

  test('any amount, in every place', () => {
    fc.assert(
      fc.property(number, number, number, (amount, cash, delta) => {
        const recorded = spend({ amount: money(amount), funding: { cash: money(cash) } })
        expect(validate('SpendRecorded', recorded)).toBe(E.isRight(decodeEvent(recorded)))
        const adjusted = cloudEvent('SpendAdjusted', {
          id: 'a',
          time: recorded.time,
          data: { spendId: 's', adAccountId: 'a', delta: money(delta) },
        })
        expect(validate('SpendAdjusted', adjusted)).toBe(E.isRight(decodeEvent(adjusted)))
        const bound = issued({ offer: offer({ threshold: money(amount) }) })
        expect(validate('CodeIssued', bound)).toBe(E.isRight(decodeEvent(bound)))
      }),
    )
  })

  test('any instant and any duration', () => {
    fc.assert(
      fc.property(instant, duration, (time, allowedLateness) => {
        const event = issued({ time, receivedAt: time, offer: offer({ allowedLateness }) })
        const isTaken = E.isRight(decodeEvent(event))
        expect(isTaken && !validate('CodeIssued', event)).toBe(false)
        if (allowedLateness === 'P') expect(validate('CodeIssued', event)).toBe(false)
      }),
    )
  })
})

test('a codec that no schema describes is found at once', () => {
  expect(() => new SchemaWalker().schemaOf(new t.Type('odd', t.string.is, t.string.validate, t.identity))).toThrow(
    'no JSON Schema for the codec "odd"',
  )
  expect(() => new SchemaWalker().schemaOf(t.undefined)).toThrow('no JSON Schema for a codec of the kind UndefinedType')
})
