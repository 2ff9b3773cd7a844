import { formatInstant, parseDuration } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import { isZone, windowEnd } from './calendar'
import type { DayCount } from './events/code-issued'
import { at } from './testing'

const end = (from: string, length: string, dayCount: DayCount, zone: string): string => {
  const duration = parseDuration(length)
  if (E.isLeft(duration)) throw new Error(duration.left)
  return formatInstant(windowEnd(at(from), duration.right, dayCount, zone))
}

describe('D3: days counted in zones whose clocks change', () => {
  const vectors: ReadonlyArray<readonly [string, string, string, string, Record<DayCount, string>]> = [
    [
      'Asia/Tokyo, 14 days',
      '2026-03-01T10:00:00+09:00',
      'P14D',
      'Asia/Tokyo',
      { elapsed: '2026-03-15T01:00:00.000Z', wallClock: '2026-03-15T01:00:00.000Z', endOfDay: '2026-03-15T15:00:00.000Z' },
    ],
    [
      'Los Angeles, the clocks fall back',
      '2026-10-25T10:00:00-07:00',
      'P14D',
      'America/Los_Angeles',
      { elapsed: '2026-11-08T17:00:00.000Z', wallClock: '2026-11-08T18:00:00.000Z', endOfDay: '2026-11-09T08:00:00.000Z' },
    ],
    [
      'New York, the clocks spring forward',
      '2026-03-01T10:00:00-05:00',
      'P14D',
      'America/New_York',
      { elapsed: '2026-03-15T15:00:00.000Z', wallClock: '2026-03-15T14:00:00.000Z', endOfDay: '2026-03-16T04:00:00.000Z' },
    ],
    [
      'New York, the wall time falls in the gap',
      '2026-02-22T02:30:00-05:00',
      'P14D',
      'America/New_York',
      { elapsed: '2026-03-08T07:30:00.000Z', wallClock: '2026-03-08T07:30:00.000Z', endOfDay: '2026-03-09T04:00:00.000Z' },
    ],
    [
      'Asia/Kolkata, a half-hour zone',
      '2026-03-01T23:59:00+05:30',
      'P14D',
      'Asia/Kolkata',
      { elapsed: '2026-03-15T18:29:00.000Z', wallClock: '2026-03-15T18:29:00.000Z', endOfDay: '2026-03-15T18:30:00.000Z' },
    ],
    [
      'Los Angeles, 31 days from the activation',
      '2026-10-10T00:30:00-07:00',
      'P31D',
      'America/Los_Angeles',
      { elapsed: '2026-11-10T07:30:00.000Z', wallClock: '2026-11-10T08:30:00.000Z', endOfDay: '2026-11-11T08:00:00.000Z' },
    ],
  ]

  test.each(vectors)('%s', (_, from, length, zone, expected) => {
    const ends = {
      elapsed: end(from, length, 'elapsed', zone),
      wallClock: end(from, length, 'wallClock', zone),
      endOfDay: end(from, length, 'endOfDay', zone),
    }
    expect(ends).toEqual(expected)
  })
})

describe('D3: counting days', () => {
  test('keeps the microseconds of the start, before 1970 too', () => {
    expect(end('2026-03-01T10:00:00.123456Z', 'P14D', 'wallClock', 'Asia/Tokyo')).toBe('2026-03-15T10:00:00.123456Z')
    expect(end('1969-03-01T10:00:00.123456Z', 'P14D', 'wallClock', 'UTC')).toBe('1969-03-15T10:00:00.123456Z')
  })

  test('up to the end of a day is that day whole, also from its first and its last microsecond', () => {
    expect(end('2026-03-01T00:00:00+09:00', 'P1D', 'endOfDay', 'Asia/Tokyo')).toBe('2026-03-02T15:00:00.000Z')
    expect(end('2026-03-01T23:59:59.999999+09:00', 'P1D', 'endOfDay', 'Asia/Tokyo')).toBe('2026-03-02T15:00:00.000Z')
  })

  test('adds hours as hours, after the days', () => {
    expect(end('2026-03-01T10:00:00-05:00', 'P13DT24H', 'wallClock', 'America/New_York')).toBe('2026-03-15T14:00:00.000Z')
    expect(end('2026-03-01T10:00:00-05:00', 'PT336H', 'wallClock', 'America/New_York')).toBe('2026-03-15T15:00:00.000Z')
  })

  test('counts weeks as seven days', () => {
    expect(end('2026-03-01T10:00:00-05:00', 'P2W', 'wallClock', 'America/New_York')).toBe('2026-03-15T14:00:00.000Z')
  })

  test('takes an offset for a zone', () => {
    expect(end('2026-03-01T10:00:00+09:00', 'P14D', 'endOfDay', '+09:00')).toBe('2026-03-15T15:00:00.000Z')
    expect(end('2026-03-01T10:00:00-03:30', 'P14D', 'endOfDay', '-03:30')).toBe('2026-03-16T03:30:00.000Z')
  })
})

test('a zone is an IANA name or an offset, never that of the machine', () => {
  expect(['Asia/Tokyo', 'UTC', '+09:00', '-03:30', 'America/New_York'].every(isZone)).toBe(true)
  expect(['Mars/Olympus', '', 'local', 'System', 'default', '+9:99x'].some(isZone)).toBe(false)
})
