import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import { formatInstant, type Instant, instantOfMicros, parseInstant, plusMicros } from './instant'

const canonical = (text: string): string => {
  const parsed = parseInstant(text)
  return E.isLeft(parsed) ? `refused: ${parsed.left}` : formatInstant(parsed.right)
}

describe('reading an instant', () => {
  test.each([
    ['Z', '2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['small letters', '2026-03-01t10:00:00z', '2026-03-01T10:00:00.000Z'],
    ['a space between date and time', '2026-03-01 10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['+00:00', '2026-03-01T10:00:00+00:00', '2026-03-01T10:00:00.000Z'],
    ['-00:00', '2026-03-01T10:00:00-00:00', '2026-03-01T10:00:00.000Z'],
    ['whole hours east, into the day before', '2026-03-01T08:00:00+09:00', '2026-02-28T23:00:00.000Z'],
    ['whole hours west, into the next year', '2026-12-31T17:00:00-08:00', '2027-01-01T01:00:00.000Z'],
    ['half an hour', '2026-03-01T10:00:00+05:30', '2026-03-01T04:30:00.000Z'],
    ['three quarters of an hour', '2026-03-01T10:00:00+12:45', '2026-02-28T21:15:00.000Z'],
    ['the largest offset', '2026-03-01T10:00:00-23:59', '2026-03-02T09:59:00.000Z'],
  ])('takes any offset: %s', (_, text, expected) => {
    expect(canonical(text)).toBe(expected)
  })

  test.each([
    ['2026-03-01T10:00:00.5Z', '2026-03-01T10:00:00.500Z'],
    ['2026-03-01T10:00:00,25Z', '2026-03-01T10:00:00.250Z'],
    ['2026-03-01T10:00:00.123456Z', '2026-03-01T10:00:00.123456Z'],
    ['2026-03-01T10:00:00.123000Z', '2026-03-01T10:00:00.123Z'],
    ['2026-03-01T10:00:00.000001Z', '2026-03-01T10:00:00.000001Z'],
    ['2026-03-01T10:00:00.9999999Z', '2026-03-01T10:00:00.999999Z'],
    ['2026-03-01T10:00:00.123456789012345678901234567890Z', '2026-03-01T10:00:00.123456Z'],
  ])('cuts what is finer than a microsecond and writes 3 digits, or 6 where needed: %s', (text, expected) => {
    expect(canonical(text)).toBe(expected)
  })

  test('keeps microseconds before 1970, and cuts there as the digits say', () => {
    expect(parseInstant('1969-12-31T23:59:59.999999Z')).toEqual(E.right(-1))
    expect(canonical('1969-12-31T23:59:59.999999Z')).toBe('1969-12-31T23:59:59.999999Z')
    expect(canonical('1969-12-31T23:59:59.9999999Z')).toBe('1969-12-31T23:59:59.999999Z')
    expect(canonical('1900-02-28T23:59:59.5Z')).toBe('1900-02-28T23:59:59.500Z')
  })

  test.each([
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
    ['2000-02-29T12:00:00Z', '2000-02-29T12:00:00.000Z'],
  ])('knows the leap day %s', (text, expected) => {
    expect(canonical(text)).toBe(expected)
  })

  test('reads a leap second as the second after :59', () => {
    expect(canonical('2016-12-31T23:59:60Z')).toBe('2017-01-01T00:00:00.000Z')
    expect(canonical('2016-12-31T23:59:60.25Z')).toBe('2017-01-01T00:00:00.250Z')
  })

  test.each([
    '2026-02-29T12:00:00Z',
    '1900-02-29T12:00:00Z',
    '2026-04-31T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-00-01T12:00:00Z',
    '2026-01-00T12:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T12:60:00Z',
    '2026-01-01T12:00:61Z',
    '2026-01-01T12:00:00+24:00',
    '2026-01-01T12:00:00+09:60',
  ])('refuses a day or a time that does not exist: %s', (text) => {
    expect(canonical(text)).toMatch(/^refused: .*does not exist/)
  })

  test('refuses a time without an offset, and says why', () => {
    expect(canonical('2026-03-01T10:00:00')).toMatch(/^refused: .*has no offset/)
    expect(canonical('2026-03-01T10:00:00.000')).toMatch(/^refused: .*has no offset/)
  })

  test.each([
    '',
    '2026-03-01',
    '2026-03-01T10:00Z',
    '20260301T100000Z',
    '2026-03-01T10:00:00.Z',
    '2026-03-01T10:00:00+0900',
    '2026-03-01T10:00:00+09',
    ' 2026-03-01T10:00:00Z',
    '2026-03-01T10:00:00Z\n',
    '+002026-03-01T10:00:00Z',
    '1772359200',
    '２０２６-03-01T10:00:00Z',
  ])('refuses what RFC 3339 does not know: %j', (text) => {
    expect(canonical(text)).toMatch(/^refused: an RFC 3339 instant/)
  })

  test('takes what lies from 1700 up to 2250, the end excluded', () => {
    expect(canonical('1700-01-01T00:00:00Z')).toBe('1700-01-01T00:00:00.000Z')
    expect(canonical('1699-12-31T23:59:59.999999Z')).toMatch(/^refused: an instant from 1700/)
    expect(canonical('2249-12-31T23:59:59.999999Z')).toBe('2249-12-31T23:59:59.999999Z')
    expect(canonical('2250-01-01T00:00:00Z')).toMatch(/^refused: an instant from 1700/)
    expect(canonical('0001-01-01T00:00:00Z')).toMatch(/^refused: an instant from 1700/)
  })
})

describe('reading agrees with a plain second reading', () => {
  const SHAPE = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))$/

  /** By a regular expression and `Date.UTC`; undefined where the text names no instant that is taken. */
  const plainly = (text: string): number | undefined => {
    const parts = SHAPE.exec(text)
    if (parts === null) return undefined
    const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const [fraction, sign, hours, minutes] = [
      parts[7] ?? '',
      parts[9] === '-' ? -1 : 1,
      Number(parts[10] ?? 0),
      Number(parts[11] ?? 0),
    ]
    const date = new Date(Date.UTC(2000, 0, 1))
    date.setUTCFullYear(year, month - 1, day)
    const isCalendarDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    if (!isCalendarDay || hour > 23 || minute > 59 || second > 60 || hours > 23 || minutes > 59) return undefined
    const seconds = date.getTime() / 1_000 + hour * 3_600 + minute * 60 + second - sign * (hours * 60 + minutes) * 60
    const micros = seconds * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
    return micros >= Date.UTC(1700, 0, 1) * 1_000 && micros < Date.UTC(2250, 0, 1) * 1_000 ? micros : undefined
  }
  const read = (text: string): number | undefined => {
    const parsed = parseInstant(text)
    return E.isLeft(parsed) ? undefined : parsed.right
  }

  const two = (max: number): fc.Arbitrary<string> => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'))
  const year = fc
    .oneof(fc.integer({ min: 1698, max: 2251 }), fc.constantFrom(0, 99, 1900, 2000, 2024))
    .map((value) => String(value).padStart(4, '0'))
  const written = fc
    .tuple(
      year,
      two(13),
      two(32),
      fc.constantFrom('T', 't', ' '),
      two(24),
      two(60),
      two(61),
      fc.stringMatching(/^([.,][0-9]{0,10})?$/),
      fc.stringMatching(/^(Z|z|[+-][0-2][0-9]:[0-6][0-9])$/),
    )
    .map(([y, mo, d, separator, h, mi, s, fraction, zone]) => `${y}-${mo}-${d}${separator}${h}:${mi}:${s}${fraction}${zone}`)

  test('of anything that looks like an instant', () => {
    fc.assert(
      fc.property(written, (text) => expect([text, read(text)]).toEqual([text, plainly(text)])),
      { numRuns: 5_000 },
    )
  })

  test('of an instant with one character changed, dropped or added', () => {
    const spoilt = fc.tuple(
      written,
      fc.nat(40),
      fc.constantFrom('', '0', '9', ':', '-', '+', '.', 'Z', 'T', ' ', 'x', '\n', '٣'),
      fc.boolean(),
    )
    fc.assert(
      fc.property(spoilt, ([text, place, character, isAdded]) => {
        const changed = text.slice(0, place) + character + text.slice(isAdded ? place : place + 1)
        expect([changed, read(changed)]).toEqual([changed, plainly(changed)])
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('writing an instant', () => {
  const inRange = fc.integer({ min: Date.UTC(1700, 0, 1) * 1_000, max: Date.UTC(2250, 0, 1) * 1_000 - 1 })

  test('reads back as the same microsecond', () => {
    fc.assert(fc.property(inRange, (micros) => expect(parseInstant(formatInstant(micros as Instant))).toEqual(E.right(micros))))
  })

  test('sorts as text where both have the same digits', () => {
    fc.assert(
      fc.property(inRange, inRange, (one, other) => {
        const [left, right] = [one, other].map((micros) =>
          formatInstant((micros - (((micros % 1_000) + 1_000) % 1_000)) as Instant),
        )
        expect(Math.sign(Math.floor(one / 1_000) - Math.floor(other / 1_000))).toBe(
          left === right ? 0 : (left as string) < (right as string) ? -1 : 1,
        )
      }),
    )
  })
})

test('only whole microseconds that a safe integer holds are an instant', () => {
  expect(() => instantOfMicros(0.5)).toThrow(RangeError)
  expect(() => instantOfMicros(2 ** 53)).toThrow(RangeError)
})

test('a sum stays within the years that an instant can name', () => {
  const last = instantOfMicros(Date.UTC(2250, 0, 1) * 1_000)
  expect(plusMicros(last, -1)).toBe(last - 1)
  expect(plusMicros(instantOfMicros(last - 1), 2)).toBe(last)
  expect(plusMicros(instantOfMicros(0), -(2 ** 60))).toBe(Date.UTC(1700, 0, 1) * 1_000)
})
