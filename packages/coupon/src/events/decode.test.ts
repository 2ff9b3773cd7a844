import { formatProblem } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { activated, after, before, ACTIVATED_AT, issued, money, offer, spend } from '../testing'
import { decodeEvent, decodeStored, encodeEvent, sameContent } from './decode'

const refused = (json: unknown): ReadonlyArray<string> => {
  const event = decodeEvent(json)
  return E.isLeft(event) ? event.left.problems.map((problem) => `${problem.code} ${formatProblem(problem)}`) : []
}
const codeOf = (json: unknown): string | undefined => {
  const event = decodeEvent(json)
  return E.isLeft(event) ? event.left.code : undefined
}

describe('an event that can be taken in', () => {
  test('has its instants as integers, its amounts as bigints, and keeps fields that nobody knows', () => {
    expect(decodeEvent(spend({ time: '1970-01-01T09:00:00.000001+09:00', note: { kept: [1] } }))).toEqual(
      E.right({
        name: 'SpendRecorded',
        source: 'platform',
        id: 'spend-1',
        occurredAt: 1,
        data: {
          spendId: 'spend-1',
          adAccountId: 'account-1',
          amount: { micros: 100_000_000n, currency: 'JPY' },
          note: { kept: [1] },
        },
      }),
    )
  })

  test('keeps when its source learnt of it, and what it is about', () => {
    const event = decodeEvent({ ...spend(), reportedat: '1970-01-01T00:00:01Z', subject: 'aa-1' })
    expect(event).toMatchObject(E.right({ reportedAt: 1_000_000, subject: 'aa-1' }))
  })
})

describe('an event that can not be taken in is refused with one line a problem', () => {
  test('of an unknown type: exactly one, which names the types that there are', () => {
    const problems = refused({ ...spend(), type: 'earnback.SpendRecored.v1' })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(
      /^UNKNOWN_EVENT_TYPE type: found "earnback\.SpendRecored\.v1", expected earnback\.<Name>\.v<N> with one of CodeIssued, /,
    )
  })

  test.each([
    'SpendRecorded',
    'earnback.SpendRecorded',
    'earnback.SpendRecorded.v0',
    'earnback.SpendRecorded.v01',
    'other.SpendRecorded.v1',
    'earnback.toString.v1',
    'earnback.__proto__.v1',
  ])('of the type %s: exactly one', (type) => {
    expect(refused({ ...spend(), type })).toEqual([expect.stringMatching(/^UNKNOWN_EVENT_TYPE type: /)])
  })

  test('of a version that is still to come: exactly one', () => {
    expect(refused({ ...spend(), type: 'earnback.SpendRecorded.v2' })).toEqual([
      'UNKNOWN_EVENT_VERSION type: found "earnback.SpendRecorded.v2", expected at most version 1 of SpendRecorded',
    ])
  })

  test.each<[string, unknown, string]>([
    ['not an object', [], 'FIELD_INVALID the event: found []'],
    ['without an envelope', {}, 'FIELD_MISSING specversion: found nothing'],
    ['another version of CloudEvents', { ...spend(), specversion: '0.3' }, 'FIELD_INVALID specversion: found "0.3"'],
    ['without an id', { ...spend(), id: undefined }, 'FIELD_MISSING id: found nothing'],
    ['with an empty source', spend({ source: '' }), 'TEXT_INVALID source: found ""'],
    ['a time without an offset', spend({ time: '2026-03-01T10:00:00' }), 'INSTANT_INVALID time: found "2026-03-01T10:00:00"'],
    ['data that are no object', { ...spend(), data: [] }, 'FIELD_INVALID data: found []'],
    ['a missing field', spend({ amount: undefined }), 'FIELD_MISSING data.amount: found nothing'],
    [
      'an amount as a number',
      spend({ amount: { amount: 100, currency: 'JPY' } }),
      'AMOUNT_NOT_STRING data.amount.amount: found 100',
    ],
    ['an amount as a bare number', spend({ amount: 100 }), 'AMOUNT_NOT_STRING data.amount: found 100'],
    ['an amount too fine', spend({ amount: money('0.0000001') }), 'AMOUNT_TOO_FINE data.amount.amount: found "0.0000001"'],
    ['an amount below zero', spend({ amount: money('-1') }), 'AMOUNT_NEGATIVE data.amount.amount: found "-1"'],
    [
      'an amount too large',
      spend({ amount: money('9223372036854.775808') }),
      'AMOUNT_TOO_LARGE data.amount.amount: found "9223372036854.775808"',
    ],
    ['an unknown currency', spend({ amount: money('1', 'ABC') }), 'CURRENCY_UNKNOWN data.amount.currency: found "ABC"'],
    ['null for a field that may be absent', spend({ funding: null }), 'FIELD_INVALID data.funding: found null'],
    [
      'R5: an offer without a reward',
      issued({ offer: offer({ reward: undefined }) }),
      'FIELD_MISSING data.offer.reward: found nothing',
    ],
    [
      'R5: a threshold of nothing',
      issued({ offer: offer({ threshold: money('0') }) }),
      'AMOUNT_NOT_POSITIVE data.offer.threshold.amount: found "0"',
    ],
    ['R5: no offer at all', issued({ offer: 5 }), 'FIELD_INVALID data.offer: found 5'],
    [
      'R26: a window of a month',
      issued({ offer: offer({ spendWindow: 'P1M' }) }),
      'DURATION_INVALID data.offer.spendWindow: found "P1M"',
    ],
    [
      'a window of no length',
      issued({ offer: offer({ spendWindow: 'PT0S' }) }),
      'DURATION_INVALID data.offer.spendWindow: found "PT0S"',
    ],
    [
      'D3: an unknown way to count days',
      issued({ offer: offer({ dayCount: 'days' }) }),
      'FIELD_INVALID data.offer.dayCount: found "days"',
    ],
    [
      'D3: a zone that does not exist',
      issued({ offer: offer({ zone: 'Mars/Olympus' }) }),
      'ZONE_UNKNOWN data.offer.zone: found "Mars/Olympus"',
    ],
    ['R4: a code with a dash', issued({ code: 'SPRING-26' }), 'CODE_CHARSET data.code: found "SPRING-26"'],
    ['R4: a code with a look-alike', issued({ code: 'SPRІNG26' }), 'CODE_CHARSET data.code: found "SPRІNG26"'],
    ['R4: an empty code', issued({ code: '' }), 'CODE_CHARSET data.code: found ""'],
    ['an activation of no account', activated({ adAccountId: undefined }), 'FIELD_MISSING data.adAccountId: found nothing'],
    ['R36: tax in another currency', spend({ tax: money('1', 'USD') }), 'CURRENCY_MIXED data.tax.currency: found "USD"'],
    [
      'R36: cash in another currency',
      spend({ funding: { cash: money('1', 'USD') } }),
      'CURRENCY_MIXED data.funding.cash.currency: found "USD"',
    ],
    [
      'R36: credit in another currency',
      spend({ funding: { credit: money('1', 'USD') } }),
      'CURRENCY_MIXED data.funding.credit.currency: found "USD"',
    ],
  ])('%s', (_, json, expected) => {
    const sent: unknown = JSON.parse(JSON.stringify(json))
    expect(refused(sent).map((line) => line.split(', expected')[0])).toContain(expected)
    expect(refused(sent).join()).not.toMatch(/Invalid value|supplied to|Partial<|\{ \w+: /)
  })

  test('a codec of an object says the name that the glossary has for it', () => {
    expect(refused(issued({ offer: 5 }))).toEqual(['FIELD_INVALID data.offer: found 5, expected Offer'])
  })

  test('R4: letters and digits, from one to sixty-four, are a code', () => {
    expect([issued({ code: 'a' }), issued({ code: 'Z9'.repeat(32) })].map(codeOf)).toEqual([undefined, undefined])
    expect(codeOf(issued({ code: 'x'.repeat(65) }))).toBe('CODE_CHARSET')
  })
})

describe('R34: the period of a spend', () => {
  const start = ACTIVATED_AT
  const end = after(start, 1, 'hour')

  test('holds its time, both ends included, by a microsecond', () => {
    const at = (time: string): string | undefined => codeOf(spend({ time, period: { start, end } }))
    expect([before(start, 1, 'micro'), start, end, after(end, 1, 'micro')].map(at)).toEqual([
      'PERIOD_INVALID',
      undefined,
      undefined,
      'PERIOD_INVALID',
    ])
  })

  test('ends after it starts, by a microsecond', () => {
    const until = (last: string): string | undefined => codeOf(spend({ time: start, period: { start, end: last } }))
    expect([before(start, 1, 'micro'), start, after(start, 1, 'micro')].map(until)).toEqual([
      'PERIOD_INVALID',
      'PERIOD_INVALID',
      undefined,
    ])
  })
})

describe('hostile JSON', () => {
  const hostile = (member: string): unknown => {
    const text = JSON.stringify(spend()).replace('"spendId"', `${member},"spendId"`)
    return JSON.parse(text)
  }

  test.each([
    ['in the data', '"__proto__":{"funding":{"cash":{"micros":1,"currency":"JPY"}}}'],
    ['deeper', '"note":[{"__proto__":{"kind":"tax"}}]'],
    ['spelt with escapes', '"\\u005f_proto__":{"kind":"tax"}'],
  ])('a field named __proto__ %s is refused, and reaches no prototype', (_, member) => {
    expect(codeOf(hostile(member))).toBe('JSON_HOSTILE')
    expect(Object.hasOwn(Object.prototype, 'kind')).toBe(false)
  })

  test('a field named __proto__ in the envelope is refused', () => {
    expect(codeOf(JSON.parse(JSON.stringify(spend()).replace('"id"', '"__proto__":{"reportedat":"x"},"id"')))).toBe(
      'JSON_HOSTILE',
    )
  })

  test('JSON nested without end is refused and does not overflow the stack', () => {
    expect(codeOf(hostile(`"note":${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toBe('JSON_HOSTILE')
    expect(codeOf(hostile(`"note":${'['.repeat(20)}${']'.repeat(20)}`))).toBeUndefined()
  })

  test('fields named like those of every object are plain fields', () => {
    expect(codeOf(hostile('"constructor":{"prototype":1},"hasOwnProperty":2'))).toBeUndefined()
  })
})

describe('R37: whether two texts of one identity say the same', () => {
  const said = (json: unknown): string => JSON.stringify(json)

  test('key order, white space, offset and trailing zeros make no difference', () => {
    const { data, ...envelope } = spend({ time: '2026-03-03T10:00:00.000Z' })
    const arrived = JSON.stringify(
      { data: { ...data, amount: money('100.000') }, ...envelope, time: '2026-03-03T19:00:00+09:00' },
      null,
      2,
    )
    expect(sameContent(said({ data, ...envelope }), arrived)).toBe(true)
  })

  test.each<[string, unknown]>([
    ['one micro-unit', spend({ amount: money('100.000001') })],
    ['one microsecond', spend({ time: after(spend().time, 1, 'micro') })],
    ['a field that nobody knows', spend({ note: 1 })],
    ['when it was reported', { ...spend(), reportedat: '2026-03-03T10:00:00Z' }],
  ])('%s makes one', (_, other) => {
    expect(sameContent(said(spend()), said(other))).toBe(false)
  })
})

test('an event of the log that can not be read is a bug and throws', () => {
  expect(() => decodeStored('{}')).toThrow(/a stored event can't be read/)
})

test('an event is written at its current version, with its data canonical', () => {
  const event = decodeStored(JSON.stringify(spend({ amount: money('0100.50'), time: '2026-03-03T19:00:00+09:00' })))
  expect(encodeEvent(event)).toEqual({
    specversion: '1.0',
    id: 'spend-1',
    source: 'platform',
    type: 'earnback.SpendRecorded.v1',
    time: '2026-03-03T10:00:00.000Z',
    datacontenttype: 'application/json',
    data: { spendId: 'spend-1', adAccountId: 'account-1', amount: { amount: '100.5', currency: 'JPY' } },
  })
})
