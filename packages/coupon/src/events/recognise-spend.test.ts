import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { money, spend } from '../testing'
import { decodeEvent } from './decode'
import { SpendRecogniser } from './recognise-spend'

const decoded = (text: string): unknown => {
  const event = decodeEvent(JSON.parse(text))
  return E.isRight(event) ? event.right : undefined
}

/** One that has met nothing learns from the first text. */
const recognisedAlone = (text: string): unknown => new SpendRecogniser().recognise(text)

const having = (...met: ReadonlyArray<string>): SpendRecogniser => {
  const recogniser = new SpendRecogniser()
  for (const text of met) recogniser.recognise(text)
  return recogniser
}

/** What is recognised must be what the codecs read; a text that is not even JSON throws here. */
const agrees = (text: string, recogniser = new SpendRecogniser()): boolean => {
  const recognised = recogniser.recognise(text)
  // A clone has no class; all else is to be the same, a member that is undefined included.
  if (recognised !== undefined) expect(structuredClone(recognised)).toStrictEqual(decoded(text))
  return recognised !== undefined
}

const HOUR = { start: '2026-03-01T00:00:00Z', end: '2026-03-31T00:00:00Z' }
const whole = {
  ...spend({
    time: '2026-03-03T11:00:00.123456+09:00',
    tax: money('10'),
    kind: 'tax',
    funding: { cash: money('60'), credit: money('40.5') },
    period: HOUR,
    campaignId: 'campaign 1',
  }),
  subject: 'account-1',
  reportedat: '2026-03-03T12:00:00Z',
  datacontenttype: 'application/json',
  dataschema: '',
}

describe('a spend as feeds write it is recognised', () => {
  test.each([
    ['compact', JSON.stringify(spend())],
    ['with every field', JSON.stringify(whole)],
    ['with single spaces after colons and commas', JSON.stringify(spend()).replaceAll('":', '": ').replaceAll(',"', ', "')],
    ['with its members the other way round', JSON.stringify(Object.fromEntries(Object.entries(whole).reverse()))],
    ['with line breaks', `${JSON.stringify(whole, undefined, 2)}\n`],
  ])('%s', (_, text) => {
    expect(agrees(text)).toBe(true)
  })
})

describe('what is anything else is left to the codecs', () => {
  const text = JSON.stringify(whole)
  test.each([
    ['an escape', text.replace('campaign 1', 'campaign\\n')],
    ['a letter beyond ASCII', text.replace('campaign 1', 'campagne été')],
    ['a raw control character', text.replace('campaign 1', 'campaign\u0001')],
    ['a field that nobody knows', text.replace('"kind"', '"note":"x","kind"')],
    ['a value that is no string', text.replace('"tax"', '"seen":1,"tax"')],
    ['something after its end', `${text}x`],
    ['a member twice', text.replace('"data":', '"data":{},"data":')],
    ['a name twice', text.replace('"kind":"tax"', '"kind":"tax","kind":"fee"')],
    ['an object that is empty', JSON.stringify(spend({ funding: {} }))],
    ['no end', text.slice(0, -1)],
    ['a comma at its end', text.replace(/}$/, ',}')],
    ['no text at all', ''],
    ['another event', text.replace('SpendRecorded', 'SpendRetracted')],
    ['another version', text.replace('Recorded.v1', 'Recorded.v2')],
    ['no specversion', text.replace('"specversion":"1.0",', '')],
    ['an empty id', JSON.stringify({ ...whole, id: '' })],
    ['an id of 513 characters', JSON.stringify({ ...whole, id: 'x'.repeat(513) })],
    ['an instant without offset', JSON.stringify(spend({ time: '2026-03-03T11:00:00' }))],
    ['an amount below zero', JSON.stringify(spend({ amount: money('-1') }))],
    ['a currency that is none', JSON.stringify(spend({ amount: money('1', 'ABC') }))],
    ['currencies that differ', JSON.stringify(spend({ tax: money('1', 'USD') }))],
    ['cash in another currency', JSON.stringify(spend({ funding: { cash: money('1', 'USD') } }))],
    ['credit in another currency', JSON.stringify(spend({ funding: { credit: money('1', 'USD') } }))],
    ['a period without its time', JSON.stringify({ ...whole, time: '2026-02-01T00:00:00Z' })],
    ['a period without an end', JSON.stringify(spend({ period: { start: HOUR.start } }))],
    ['an amount without a currency', JSON.stringify(spend({ amount: { amount: '1' } }))],
  ])('%s', (_, other) => {
    expect(recognisedAlone(other)).toBeUndefined()
    expect(having(text, JSON.stringify(spend())).recognise(other)).toBeUndefined()
  })

  test('512 characters are still a text', () => {
    expect(agrees(JSON.stringify({ ...whole, id: 'x'.repeat(512) }))).toBe(true)
  })
})

describe('shapes are learned from what is met', () => {
  const orders = (count: number) =>
    Array.from({ length: count }, (_, turn) => {
      const members = Object.entries(whole)
      return JSON.stringify(Object.fromEntries([...members.slice(turn % 9), ...members.slice(0, turn % 9)]))
    })

  test('a text of a shape that was met is recognised by it, whatever it says', () => {
    const recogniser = having(JSON.stringify(spend()))
    expect(agrees(JSON.stringify(spend({ time: '2026-03-09T00:00:00+09:00', amount: money('0.5') })), recogniser)).toBe(true)
  })

  test('a shape that comes later is learned in its turn', () => {
    const recogniser = having(JSON.stringify(spend()))
    const results = Array.from({ length: 40 }, () => agrees(JSON.stringify(whole), recogniser))
    expect(results.indexOf(true)).toBe(31)
    expect(results.slice(31)).not.toContain(false)
  })

  test('several are known at once', () => {
    const recogniser = new SpendRecogniser()
    const texts = orders(9)
    for (let turn = 0; turn < 400; turn++) for (const text of texts) recogniser.recognise(text)
    expect(texts.map((text) => agrees(text, recogniser))).toStrictEqual(texts.map(() => true))
  })

  test('of more shapes than are kept, one that was met again gives way to none that was not', () => {
    const shapes = [1, 2].flatMap((indent) => orders(9).map((text) => JSON.stringify(JSON.parse(text), undefined, indent)))
    const recogniser = new SpendRecogniser()
    /** Learned at the 32nd miss, and met once more. */
    const learn = (text: string): void => {
      for (let turn = 0; turn < 33; turn++) recogniser.recognise(text)
    }
    for (const text of shapes) learn(text)
    const [last, before] = [shapes.at(-1) ?? '', shapes.at(-2) ?? '']
    expect([last, before].map((text) => agrees(text, recogniser))).toStrictEqual([true, true])
  })

  test('white space without end makes no pattern of any size', () => {
    expect(recognisedAlone(JSON.stringify(whole, undefined, 10).replace('{', `{${' '.repeat(2_000)}`))).toBeUndefined()
  })
})

describe('whatever is recognised reads as the codecs read it', () => {
  const often = <A>(usual: fc.Arbitrary<A>, odd: fc.Arbitrary<A>) =>
    fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd })
  const amount = fc.record({
    amount: often(
      fc.stringMatching(/^\d{1,12}(\.\d{1,6})?$/),
      fc.constantFrom('-1', '', '1e3', '0.0000001', '9223372036854.775807', '9223372036854.775808'),
    ),
    currency: often(fc.constant('JPY'), fc.constantFrom('USD', 'jpy', '')),
  })
  const text = often(
    fc.stringMatching(/^[ -~]{1,20}$/),
    fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'grapheme', maxLength: 5 })),
  )
  const instant = often(
    fc
      .date({ min: new Date('2026-03-01'), max: new Date('2026-03-31'), noInvalidDate: true })
      .chain((date) => fc.constantFrom(date.toISOString(), date.toISOString().replace('Z', '456+00:00'))),
    fc.constantFrom('2026-03-05', '2026-03-05T10:00:00', '1600-01-01T00:00:00Z', '2026-02-30T00:00:00Z'),
  )
  const data = fc.record(
    {
      spendId: text,
      adAccountId: text,
      amount,
      kind: text,
      tax: amount,
      funding: fc.record({ cash: amount, credit: amount }, { requiredKeys: [] }),
      period: often(fc.constant(HOUR), fc.record({ start: instant, end: instant })),
      campaignId: text,
    },
    { requiredKeys: ['spendId', 'adAccountId', 'amount'] },
  )
  const envelope = fc.record(
    {
      specversion: often(fc.constant('1.0'), fc.constant('1')),
      id: text,
      source: text,
      type: often(fc.constant('earnback.SpendRecorded.v1'), fc.constant('earnback.CodeIssued.v1')),
      time: instant,
      data,
      subject: text,
      reportedat: instant,
    },
    { requiredKeys: ['specversion', 'id', 'source', 'type', 'time', 'data'] },
  )
  const shuffled = (json: object) =>
    fc
      .shuffledSubarray(Object.entries(json), { minLength: Object.keys(json).length })
      .map((members) => Object.fromEntries(members) as object)
  const event = envelope
    .chain((attributes) => fc.tuple(shuffled(attributes), shuffled(attributes.data)))
    .map(([attributes, members]) => JSON.stringify({ ...attributes, data: members }))

  test('any members, in any order', () => {
    let recognised = 0
    fc.assert(
      fc.property(event, (json) => {
        if (agrees(json)) recognised++
      }),
      { numRuns: 2_000 },
    )
    expect(recognised).toBeGreaterThan(200)
  })

  test('any text that is nearly one', () => {
    const sent = JSON.stringify(whole)
    const change = fc.record({
      at: fc.nat(sent.length),
      taken: fc.integer({ min: 0, max: 3 }),
      put: fc.oneof(fc.string({ maxLength: 2 }), fc.constantFrom(' ', ',', '"', '\\', '{', '}', ':', '0', '\u007f')),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 2 }), (changes) => {
        const text = changes.reduce((json, { at, taken, put }) => `${json.slice(0, at)}${put}${json.slice(at + taken)}`, sent)
        agrees(text)
        agrees(text, having(sent))
      }),
      { numRuns: 3_000 },
    )
  })
})
