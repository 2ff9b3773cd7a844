import { formatInstant, plusMicros } from '@earnback/kernel'
import { listQuarantine, type QuarantineEntry, showQuarantine } from '../src'
import { emptyStore, factsOf, lines, NOW, run, spend, take } from './given'

const FIVE_MINUTES = 300_000_000

const onlyEntry = async (file: Buffer | string): Promise<QuarantineEntry & { readonly raw: Buffer }> => {
  const store = emptyStore()
  const report = await take(store, file)
  const entries = await run(listQuarantine(store))
  expect({ ...report, entries: entries.length }).toEqual({
    read: 1,
    stored: 0,
    duplicates: 0,
    quarantined: 1,
    reasons: { [entries[0]?.code ?? '']: 1 },
    entries: 1,
  })
  expect(await factsOf(store)).toEqual([])
  return run(showQuarantine(store, entries[0]?.quarantineId ?? ''))
}

const issued = (offer: Record<string, unknown>): Record<string, unknown> => ({
  ...spend('i-1', { type: 'earnback.CodeIssued.v1' }),
  data: {
    couponId: 'c-1',
    code: 'SPRING26',
    offer: {
      offerId: 'o-1',
      threshold: { amount: '10000', currency: 'JPY' },
      reward: { amount: '10000', currency: 'JPY' },
      spendWindow: 'P30D',
      ...offer,
    },
  },
})

const amount = (text: unknown, currency: unknown = 'JPY'): Record<string, unknown> =>
  spend('s-1', {}, { amount: { amount: text, currency } })

const CASES: ReadonlyArray<readonly [what: string, record: unknown, code: string, says: string]> = [
  ['what is not JSON', 'spend: 12.5 JPY', 'NOT_JSON', 'the event: found "spend: 12.5 JPY", expected one JSON object'],
  ['JSON that is no object', '[1,2]', 'FIELD_INVALID', 'found [1,2]'],
  ['JSON null', 'null', 'FIELD_INVALID', 'found null'],
  ['two objects on one line', '{}{}', 'NOT_JSON', 'found "{}{}"'],
  ['an empty object', {}, 'FIELD_MISSING', 'time: found nothing, expected instant'],
  [
    'a wrong type',
    spend('s-1', {}, { adAccountId: 7 }),
    'FIELD_INVALID',
    'data.adAccountId: found 7, expected text as a JSON string',
  ],
  ['an empty identifier', spend('', {}), 'TEXT_INVALID', 'id: found "", expected text of 1 to 512 characters'],
  [
    'an event type that nobody knows',
    spend('s-1', { type: 'earnback.SpendGuessed.v1' }),
    'UNKNOWN_EVENT_TYPE',
    'type: found "earnback.SpendGuessed.v1"',
  ],
  ['a type that an object inherits', spend('s-1', { type: 'earnback.constructor.v1' }), 'UNKNOWN_EVENT_TYPE', 'type: found'],
  [
    'an event version that is not yet',
    spend('s-1', { type: 'earnback.SpendRecorded.v2' }),
    'UNKNOWN_EVENT_VERSION',
    'at most version 1 of SpendRecorded',
  ],
  ['a missing field', spend('s-1', {}, { spendId: undefined }), 'FIELD_MISSING', 'data.spendId: found nothing, expected text'],
  ['an amount as a number', amount(12.5), 'AMOUNT_NOT_STRING', 'data.amount.amount: found 12.5, expected a decimal string'],
  ['an amount with a seventh digit', amount('0.0000001'), 'AMOUNT_TOO_FINE', 'expected at most 6 digits after the point'],
  ['an amount with an exponent', amount('1e3'), 'AMOUNT_NOT_DECIMAL', 'without exponent or separators'],
  ['a spend below zero', amount('-0.000001'), 'AMOUNT_NEGATIVE', 'data.amount.amount: found "-0.000001", expected zero or more'],
  ['an absurdly large amount', amount('9223372036854.775808'), 'AMOUNT_TOO_LARGE', 'expected at most 9223372036854.775807'],
  ['an amount of a thousand digits', amount('9'.repeat(1_000)), 'AMOUNT_TOO_LARGE', '(1002 characters)'],
  [
    'an unknown currency',
    amount('1', 'QQQ'),
    'CURRENCY_UNKNOWN',
    'data.amount.currency: found "QQQ", expected an ISO 4217 currency code',
  ],
  ['a time without an offset', spend('s-1', { time: '2026-03-01T10:00:00' }), 'INSTANT_INVALID', 'this one has no offset'],
  [
    'a day that does not exist',
    spend('s-1', { time: '2026-02-30T10:00:00Z' }),
    'INSTANT_INVALID',
    'a day or a time that does not exist',
  ],
  [
    'a time as a number',
    spend('s-1', { time: 1_772_000_000 }),
    'FIELD_INVALID',
    'time: found 1772000000, expected instant as a JSON string',
  ],
  [
    'a threshold of zero',
    issued({ threshold: { amount: '0', currency: 'JPY' } }),
    'AMOUNT_NOT_POSITIVE',
    'data.offer.threshold.amount',
  ],
  ['a zone that no clock keeps', issued({ zone: 'Asia/Atlantis' }), 'ZONE_UNKNOWN', 'data.offer.zone: found "Asia/Atlantis"'],
  [
    'the source under which only the engine decides',
    spend('s-1', { source: 'earnback/engine' }),
    'SOURCE_RESERVED',
    'source: found "earnback/engine"',
  ],
  ['a key __proto__', '{"a":{"__proto__":{"isAdmin":true}}}', 'FORBIDDEN_KEY', 'a.__proto__: found a key __proto__'],
  ['a key __proto__ in escapes', '{"\\u005f_proto__":1}', 'FORBIDDEN_KEY', '__proto__'],
  ['nesting of 33 levels', '['.repeat(33) + ']'.repeat(33), 'TOO_DEEP', 'more than 32 levels of nesting, expected at most 32'],
  ['nesting of half a million levels', '['.repeat(500_000) + ']'.repeat(500_000), 'TOO_DEEP', 'more than 32 levels'],
  [
    'a period that ends before it begins',
    spend('s-1', {}, { period: { start: '2026-03-02T00:00:00Z', end: '2026-03-01T00:00:00Z' } }),
    'PERIOD_INVALID',
    'data.period.end: found',
  ],
]

describe('what can not be taken in is set aside with its bytes, a code, and a message that names the field, what was found and what was expected', () => {
  test.each(CASES)('%s', async (_, record, code, says) => {
    const line = typeof record === 'string' ? record : JSON.stringify(record)
    const entry = await onlyEntry(`${line}\n`)
    expect(entry.code).toBe(code)
    expect(entry.message).toContain(says)
    expect(entry.raw.toString()).toBe(line)
    expect(entry.origin).toEqual({ file: 'feed.ndjson', line: 1, format: 'ndjson' })
  })

  test('every problem of a record is told, one to a line', async () => {
    const { message, problems } = await onlyEntry(
      lines(spend('s-1', {}, { adAccountId: 7, amount: { amount: 1, currency: 'Q' } })),
    )
    expect(message.split('\n').map((line) => line.split(':')[0])).toEqual([
      'data.adAccountId',
      'data.amount.amount',
      'data.amount.currency',
    ])
    expect(problems.map(({ code }) => code)).toEqual(['FIELD_INVALID', 'AMOUNT_NOT_STRING', 'CURRENCY_UNKNOWN'])
  })

  test.each(['RecordQuarantined', 'RecordReleased', 'AnalystAccessed'])(
    'an event %s from outside is refused: only Earnback says it',
    async (name) => {
      const data = {
        quarantineId: 'q-1',
        code: 'X',
        message: '',
        problems: [],
        raw: '',
        origin: {},
        eventSource: 'a',
        eventId: 'b',
        couponId: 'c-1',
        who: 'somebody',
        what: 'spend',
        position: 1,
        requestId: 'r-1',
      }
      const { code } = await onlyEntry(lines({ ...spend('x', { type: `earnback.${name}.v1` }), data }))
      expect(code).toBe('UNKNOWN_EVENT_TYPE')
    },
  )

  test('bytes that are not UTF-8 are kept as they came', async () => {
    const line = Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])
    const { code, raw } = await onlyEntry(Buffer.concat([line, Buffer.from('\n')]))
    expect(code).toBe('INVALID_UTF8')
    expect(raw).toEqual(line)
  })

  test('a line of 10 MB is kept whole', async () => {
    const line = JSON.stringify(spend('s-1', { note: 'x'.repeat(10_000_000) }))
    const { code, message, bytes, raw } = await onlyEntry(`${line}\n`)
    expect([code, bytes]).toEqual(['RECORD_TOO_LARGE', line.length])
    expect(message).toBe(`the event: found ${line.length} bytes, expected at most 1048576`)
    expect(raw.equals(Buffer.from(line))).toBe(true)
  })

  test('a line of 1 MiB is taken in, one byte more is not', async () => {
    const base = JSON.stringify(spend('s-1', { note: '' })).length
    const fits = JSON.stringify(spend('s-1', { note: 'x'.repeat(1_048_576 - base) }))
    const over = JSON.stringify(spend('s-2', { note: 'x'.repeat(1_048_577 - base) }))
    expect(await take(emptyStore(), lines(fits, over))).toMatchObject({ stored: 1, reasons: { RECORD_TOO_LARGE: 1 } })
  })

  test('a file that ends mid-line says so', async () => {
    const { code, message } = await onlyEntry(JSON.stringify(spend('s-1')).slice(0, -20))
    expect(code).toBe('TRUNCATED_LINE')
    expect(message).toMatch(/^the file ends mid-line: the event: found .* expected one whole JSON object$/)
  })

  test('a file that ends inside a character ends mid-line', async () => {
    const { code } = await onlyEntry(Buffer.from('{"id":"é').subarray(0, -1))
    expect(code).toBe('TRUNCATED_LINE')
  })

  test('a last line that is neither UTF-8 nor cut is not UTF-8', async () => {
    expect((await onlyEntry(Buffer.from([0x7b, 0xff, 0x7b]))).code).toBe('INVALID_UTF8')
  })

  test('a last line without a newline is a record like any other', async () => {
    expect(await take(emptyStore(), JSON.stringify(spend('s-1')))).toMatchObject({ read: 1, stored: 1 })
  })

  test.each([
    [FIVE_MINUTES - 1, {}],
    [FIVE_MINUTES, {}],
    [FIVE_MINUTES + 1, { FUTURE_TIMESTAMP: 1 }],
  ])('a time %d microseconds ahead: five minutes are the limit', async (micros, reasons) => {
    const report = await take(emptyStore(), lines(spend('s-1', { time: formatInstant(plusMicros(NOW, micros)) })))
    expect(report.reasons).toEqual(reasons)
  })

  test('nesting of 32 levels is taken in, with unknown fields kept', async () => {
    const store = emptyStore()
    const line = JSON.stringify(spend('s-1', { note: 'DEEP' })).replace('"DEEP"', '['.repeat(31) + ']'.repeat(31))
    expect(await take(store, `${line}\n`)).toMatchObject({ stored: 1, reasons: {} })
    expect((await factsOf(store)).map(({ json }) => json)).toEqual([line])
  })

  test('harmless escapes and a value that says __proto__ are taken in', async () => {
    const file = lines('{"id":1}'.replace('1', '"\\u00e9"').replace('}', ',"x":1}'), spend('__proto__', { note: '__proto__' }))
    expect(await take(emptyStore(), file)).toMatchObject({ read: 2, stored: 1, reasons: { FIELD_MISSING: 1 } })
  })

  test('a negative adjustment is allowed where a negative spend is not', async () => {
    const adjusted = {
      ...spend('a-1', { type: 'earnback.SpendAdjusted.v1' }),
      data: { spendId: 's-1', adAccountId: 'acct-1', delta: { amount: '-3', currency: 'JPY' } },
    }
    expect(await take(emptyStore(), lines(adjusted))).toMatchObject({ stored: 1 })
  })

  test('an empty file, and one of blank lines, has no records', async () => {
    const nothing = { read: 0, stored: 0, duplicates: 0, quarantined: 0, reasons: {} }
    expect(await take(emptyStore(), '')).toEqual(nothing)
    expect(await take(emptyStore(), '\n  \r\n\t\n')).toEqual(nothing)
  })

  test('good records beside bad ones are taken in', async () => {
    const report = await take(emptyStore(), lines(spend('s-1'), 'nonsense', spend('s-2'), amount(1)))
    expect(report).toEqual({ read: 4, stored: 2, duplicates: 0, quarantined: 2, reasons: { NOT_JSON: 1, AMOUNT_NOT_STRING: 1 } })
  })

  test('a byte order mark and Windows line ends are no part of a record', async () => {
    const store = emptyStore()
    const [first, second] = [JSON.stringify(spend('s-1')), JSON.stringify(spend('s-2'))]
    expect(await take(store, `\ufeff${first}\r\n${second}\r\n`)).toMatchObject({ stored: 2 })
    expect((await factsOf(store)).map(({ json }) => json)).toEqual([first, second])
  })
})
