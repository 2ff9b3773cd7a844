import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { InstantCodec, NonNegativeAmount, PositiveAmount, Text } from './codecs'
import { CloudEvent } from './envelope'
import { describeFound, formatProblem, problemsOf } from './problem'

const Offer = t.intersection(
  [t.type({ threshold: PositiveAmount }), t.partial({ version: t.union([Text, t.number]), zone: Text })],
  'Offer',
)
const Sample = t.intersection(
  [t.type({ couponId: Text, offer: Offer }), t.partial({ at: InstantCodec, tags: t.array(Text) })],
  'Sample',
)

const said = (codec: t.Mixed, value: unknown): ReadonlyArray<string> => {
  const decoded = codec.decode(value)
  return E.isLeft(decoded) ? problemsOf(decoded.left).map((problem) => `${problem.code} ${formatProblem(problem)}`) : []
}

const valid = { couponId: 'c-1', offer: { threshold: { amount: '1', currency: 'JPY' } } }

describe('a problem names the field, what was found and what was expected', () => {
  test('in a field of an object inside an intersection', () => {
    expect(said(Sample, { ...valid, offer: { threshold: { amount: 5, currency: 'JPY' } } })).toEqual([
      'AMOUNT_NOT_STRING offer.threshold.amount: found 5, expected a decimal string such as "10000" or "0.00294", without exponent or separators',
    ])
    expect(said(Sample, { ...valid, offer: { ...valid.offer, zone: '' } })).toEqual([
      'TEXT_INVALID offer.zone: found "", expected text of 1 to 512 characters that UTF-8 can hold',
    ])
  })

  test('in a field that is a union: once, by the name that people wrote', () => {
    expect(said(Sample, { ...valid, offer: { ...valid.offer, version: true } })).toEqual([
      'FIELD_INVALID offer.version: found true, expected text as a JSON string',
    ])
  })

  test('in a list, with the number of the item', () => {
    expect(said(Sample, { ...valid, tags: ['a', 7] })).toEqual(['FIELD_INVALID tags.1: found 7, expected text as a JSON string'])
  })

  test('in a field that is missing', () => {
    expect(said(Sample, { offer: valid.offer })).toEqual([
      'FIELD_MISSING couponId: found nothing, expected text as a JSON string',
    ])
  })

  test('in the whole', () => {
    expect(said(CloudEvent, 'event')).toEqual(['FIELD_INVALID the event: found "event", expected CloudEvent'])
    expect(said(CloudEvent, null)).toEqual(['FIELD_INVALID the event: found null, expected CloudEvent'])
  })

  test('and every wrong field gets its own line', () => {
    const problems = said(Sample, { couponId: 1, offer: { threshold: { amount: '0', currency: 'yen' } }, at: '2026-03-01' })
    expect(problems.map((line) => line.split(':')[0])).toEqual([
      'FIELD_INVALID couponId',
      'CURRENCY_UNKNOWN offer.threshold.currency',
      'INSTANT_INVALID at',
    ])
  })

  test("and never says it in io-ts's raw text", () => {
    const wrong: ReadonlyArray<unknown> = [
      null,
      {},
      [],
      1,
      { ...valid, offer: { ...valid.offer, version: {} } },
      { specversion: '0.3', id: '', source: 2, type: null, time: 'now', data: [] },
    ]
    for (const value of wrong) {
      const lines = [...said(Sample, value), ...said(CloudEvent, value)]
      expect(lines.length).toBeGreaterThan(0)
      for (const line of lines) expect(line).not.toMatch(/Invalid value|supplied to|: \(|Readonly|Partial<|\/0\b/)
    }
  })
})

describe('an amount says by a code of its own what is wrong with it', () => {
  test.each([
    [{ amount: 12.5, currency: 'JPY' }, 'AMOUNT_NOT_STRING amount: found 12.5'],
    [{ amount: null, currency: 'JPY' }, 'AMOUNT_NOT_STRING amount: found null'],
    [{ amount: '1e3', currency: 'JPY' }, 'AMOUNT_NOT_DECIMAL amount: found "1e3"'],
    [{ amount: '0.0000001', currency: 'JPY' }, 'AMOUNT_TOO_FINE amount: found "0.0000001"'],
    [{ amount: '9'.repeat(20), currency: 'JPY' }, `AMOUNT_TOO_LARGE amount: found "${'9'.repeat(20)}"`],
    [{ amount: '-0.000001', currency: 'JPY' }, 'AMOUNT_NEGATIVE amount: found "-0.000001"'],
    [{ amount: '1', currency: 'Yen' }, 'CURRENCY_UNKNOWN currency: found "Yen"'],
    [{ currency: 'JPY' }, 'FIELD_MISSING amount: found nothing'],
    [12.5, 'AMOUNT_NOT_STRING the event: found 12.5'],
  ])('%j', (value, expected) => {
    expect(said(NonNegativeAmount, value).map((line) => line.split(', expected')[0])).toEqual([expected])
  })

  test('zero is no amount above zero, one micro-unit is', () => {
    expect(said(PositiveAmount, { amount: '0.000000', currency: 'JPY' })).toEqual([
      'AMOUNT_NOT_POSITIVE amount: found "0", expected more than zero',
    ])
    expect(said(PositiveAmount, { amount: '0.000001', currency: 'JPY' })).toEqual([])
  })
})

describe('text', () => {
  test('has 1 to 512 characters', () => {
    expect(said(Text, 'x'.repeat(512))).toEqual([])
    expect(said(Text, 'x'.repeat(513))).toHaveLength(1)
  })

  test('that UTF-8 can not hold is refused', () => {
    expect(said(Text, 'a\ud800')).toHaveLength(1)
    expect(said(Text, '😀')).toEqual([])
  })
})

describe('what was found', () => {
  test('is cut to a line, with its length', () => {
    expect(describeFound('x'.repeat(1_000))).toBe(`"${'x'.repeat(79)}… (1002 characters)`)
  })

  test('can be anything that JSON can say, however deep', () => {
    const depth = 100_000
    const deep: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth))
    expect(() => describeFound(deep)).not.toThrow()
    expect(describeFound(deep).length).toBeLessThan(200)
  })
})
